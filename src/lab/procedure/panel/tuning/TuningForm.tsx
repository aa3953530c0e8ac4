/** What is trained: updates, searches of one, learning rate, seed. */
import { useTypedNumbers } from '../../../../ui/lab/parts/useTypedNumbers.ts';
import type { TuningTraining } from '../../tuning/training.ts';
import type { TuningWords } from './enTuning.ts';
import { TUNING_RANGES, type TypedTuning } from './tuningStore.ts';
import styles from './Tuning.module.css';

interface Props {
  readonly words: TuningWords;
  readonly settings: TuningTraining;
  readonly disabled: boolean;
  onSettings(change: Partial<TuningTraining>): void;
  /** Whether what is typed in a field can be trained with. */
  onRight(setting: TypedTuning, right: boolean): void;
}

const TYPED = Object.keys(TUNING_RANGES) as TypedTuning[];

export function TuningForm({ words, settings, disabled, onSettings, onRight }: Props) {
  return (
    <fieldset className={styles.form} disabled={disabled}>
      <legend className="visually-hidden">{words.settings}</legend>
      <div className={styles.fields}>
        {TYPED.map((setting) => (
          <TypedNumber
            key={setting}
            words={words}
            setting={setting}
            value={settings[setting]}
            onValue={(value) => onSettings({ [setting]: value })}
            onRight={(right) => onRight(setting, right)}
          />
        ))}
      </div>
    </fieldset>
  );
}

interface TypedNumberProps {
  readonly words: TuningWords;
  readonly setting: TypedTuning;
  readonly value: number;
  onValue(value: number): void;
  onRight(right: boolean): void;
}

function TypedNumber({ words, setting, value, onValue, onRight }: TypedNumberProps) {
  const { least, most, whole } = TUNING_RANGES[setting];
  const right = (number: number) => number >= least && number <= most && (!whole || Number.isInteger(number));
  const typed = useTypedNumbers({ value }, right, (_, number) => onValue(number));
  const wrong = typed.wrong('value');
  return (
    <label>
      <span>{words.typed[setting]}</span>
      <input
        inputMode="decimal"
        value={typed.text('value')}
        aria-invalid={wrong}
        onChange={({ target }) => {
          typed.take('value', target.value);
          const text = target.value.trim().replace(',', '.');
          onRight(text !== '' && right(Number(text)));
        }}
      />
      {wrong && <span role="alert">{words.wrongNumber(least, most)}</span>}
    </label>
  );
}
