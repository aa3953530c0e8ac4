/** Settings beside what they change: a slider for a number, a box for a switch. They count from the next iteration on. */
import { applies, type FlagField, type NumberField, type SettingValue } from '../../rl/fields.ts';
import { fieldsOf } from '../../rl/algorithms/settings.ts';
import { useApp, useMethod, useRun, useUi } from '../app/context.ts';
import { useDialogWords } from '../app/dialogWords.ts';
import { fieldWords } from './state/fields.ts';
import { nearestStop, stopsOf } from './state/stops.ts';
import styles from './Knobs.module.css';

/** @param names settings in the order shown; those that the method has not are left out */
export default function Knobs({ names }: { readonly names: readonly string[] }) {
  const app = useApp();
  const settings = useRun((state) => state.settings);
  const fields = fieldsOf(useMethod(), app.methods);
  return names.map((name) => {
    const field = fields[name];
    if (!field || !applies(field, settings)) return null;
    const value: SettingValue = settings[name as keyof typeof settings];
    const onChange = (next: SettingValue) => app.session.configure({ [name]: next });
    if (field.kind === 'number')
      return <Slider key={name} {...{ name, field, onChange }} value={Number(value)} />;
    if (field.kind === 'flag')
      return <Box key={name} {...{ name, field, onChange }} value={value === true} />;
    return null;
  });
}

interface KnobProps<Declared extends NumberField | FlagField> {
  readonly name: string;
  readonly field: Declared;
  readonly value: Declared['default'];
  onChange(value: Declared['default']): void;
}

function useNames<Declared extends NumberField | FlagField>({ name, field }: KnobProps<Declared>) {
  const words = useDialogWords().settings;
  const language = useUi((state) => state.language);
  const known: Readonly<Record<string, string>> = words.knobs;
  const { label, help } = fieldWords({ name, field }, words, language);
  return { label, help, short: known[name] ?? field.symbol ?? '' };
}

function Slider(props: KnobProps<NumberField>) {
  const { field, value, onChange } = props;
  const { label, help, short } = useNames(props);
  const stops = stopsOf(field);
  // Room for the longest: neither the slider nor what stands beside it moves while it is set.
  const longest = Math.max(...[value, ...stops].map((stop) => short3(stop).length));
  return (
    <label className={styles.knob} title={`${label}. ${help}`}>
      <span aria-hidden="true">{short}</span>
      <input
        type="range"
        aria-label={label}
        aria-valuetext={`${short3(value)} ${field.unit ?? ''}`.trim()}
        min={0}
        max={stops.length - 1}
        step={1}
        value={nearestStop(stops, value, field)}
        onChange={(event) => onChange(stops[Number(event.target.value)])}
      />
      <output style={{ minWidth: `${longest}ch` }}>{short3(value)}</output>
    </label>
  );
}

/** Three digits at most, as people type them. */
function short3(value: number): string {
  const rounded = Number(value.toPrecision(3));
  return Math.abs(rounded) < 1e-3 && rounded !== 0 ? rounded.toExponential() : String(rounded);
}

function Box(props: KnobProps<FlagField>) {
  const { value, onChange } = props;
  const { label, help, short } = useNames(props);
  return (
    <label className={styles.knob} title={`${label}. ${help}`}>
      <input
        type="checkbox"
        aria-label={label}
        checked={value}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span aria-hidden="true">{short}</span>
    </label>
  );
}
