/** The form that has a second method learn from the same rankings, how far that is, and its curves over those on screen. */
import { useEffect, useId, useState } from 'react';
import { useStore } from 'zustand';
import { EMBEDDED_MODELS } from '../../files/hub/modelChoice.ts';
import { activeRankings } from '../../preferences/log.ts';
import { ALL_METHODS } from '../../rl/algorithms/all.ts';
import { connectExperiments, type ExperimentLink } from '../../workers/experimentClient.ts';
import { useApp, usePreferences, useRun } from '../app/context.ts';
import { useDialogWords } from '../app/dialogWords.ts';
import {
  BesideRun,
  besideSettings,
  rankingsNeeded,
  type BesideState,
  type Preset,
  type RunOnPage,
} from './state/besideRun.ts';
import { MOST_OVERLAID, type Runs } from './state/runs.ts';
import styles from './CompareWith.module.css';

const MOST_ITERATIONS = 200;

export function CompareWith(props: { readonly runs: Runs; readonly connect?: () => ExperimentLink }) {
  const words = useDialogWords().runs.compare;
  const on = useRunOnPage();
  const ranked = on === null ? 0 : activeRankings(on.log).length;
  return (
    <details className={styles.compare}>
      <summary>{words.open}</summary>
      <p className={styles.help}>{words.lead}</p>
      {on === null ? <p role="status">{words.notHere}</p> : <Form {...props} on={on} ranked={ranked} />}
    </details>
  );
}

/** Null where the page's run is not of a model that a second one can be opened of beside it. */
function useRunOnPage(): RunOnPage | null {
  const session = useRun((state) => state.session);
  const settings = useRun((state) => state.settings);
  const missing = useRun((state) => state.missing);
  const log = usePreferences((state) => state.events);
  const model = EMBEDDED_MODELS.find((name) => name === session?.model);
  if (!session || model === undefined || missing !== null) return null;
  return { session, settings, log, model };
}

function Form({
  runs,
  on,
  ranked,
  connect = connectExperiments,
}: {
  readonly runs: Runs;
  readonly on: RunOnPage;
  readonly ranked: number;
  readonly connect?: () => ExperimentLink;
}) {
  const app = useApp();
  const words = useDialogWords().runs.compare;
  const id = useId();
  const beside = useBeside(connect);
  const state = useStore(beside.store);
  const others = ALL_METHODS.filter((method) => method.id !== on.settings.algorithm);
  const [method, setMethod] = useState(others[0].id);
  const [preset, setPreset] = useState<Preset>('same');
  const [iterations, setIterations] = useState(20);
  const [laid, setLaid] = useState<boolean | null>(null);
  const name = ALL_METHODS.find((one) => one.id === method)!.name;
  const trains = state.status === 'trains';
  const settings = besideSettings(on, method, preset);

  const begin = async () => {
    // One GPU: what trains on the page would wait for it, and it for that.
    if (app.run.getState().running) void app.training.pause();
    setLaid(null);
    await beside.train(on, settings, iterations, name);
    const made = beside.store.getState().record;
    if (made) setLaid(await runs.overlay(runs.add(made, 'own'), true));
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void begin();
      }}
    >
      <Choice
        label={words.method}
        value={method}
        disabled={trains}
        options={others.map((one) => [one.id, one.name])}
        onChange={setMethod}
      />
      <Choice
        label={words.preset}
        value={preset}
        disabled={trains}
        options={[
          ['same', words.presets.same],
          ['usual', words.presets.usual],
        ]}
        onChange={(value) => setPreset(value === 'usual' ? 'usual' : 'same')}
      />
      <label htmlFor={`${id}-iterations`}>{words.iterations}</label>
      <input
        id={`${id}-iterations`}
        type="number"
        required
        min={1}
        max={MOST_ITERATIONS}
        value={Number.isNaN(iterations) ? '' : iterations}
        disabled={trains}
        onChange={(event) => setIterations(event.target.valueAsNumber)}
      />
      <Controls
        state={state}
        ranked={ranked}
        needed={rankingsNeeded(settings)}
        onStop={() => beside.stop()}
      />
      <Said state={state} name={name} laid={laid} />
    </form>
  );
}

/** Nobody waits for it once the dialog is closed. */
function useBeside(connect: () => ExperimentLink): BesideRun {
  const [beside] = useState(() => new BesideRun(connect()));
  useEffect(() => () => beside.stop(), [beside]);
  return beside;
}

function Controls(props: {
  readonly state: BesideState;
  readonly ranked: number;
  /** Rankings that it cannot begin without. */
  readonly needed: number;
  onStop(): void;
}) {
  const words = useDialogWords().runs.compare;
  const { state, ranked, needed } = props;
  const { status, done, of } = state;
  if (status !== 'trains' && ranked < needed) return <p role="status">{words.tooFew(ranked, needed)}</p>;
  return (
    <p className={styles.controls}>
      {status === 'trains' ? (
        <>
          <button type="button" onClick={props.onStop}>
            {words.stop}
          </button>
          <progress max={of} value={done} aria-label={words.open} />
        </>
      ) : (
        <button type="submit">{needed > 0 ? words.begin(ranked) : words.beginRuled}</button>
      )}
    </p>
  );
}

/** How far it is, and what it left. @param laid whether it lies over the curves; null before it could */
function Said({
  state: { status, done, of, problem, record },
  name,
  laid,
}: {
  readonly state: BesideState;
  readonly name: string;
  readonly laid: boolean | null;
}) {
  const words = useDialogWords().runs.compare;
  return (
    <p className={styles.said} role="status">
      {status === 'trains' && (done === 0 ? words.opening : words.progress(name, done, of))}
      {status === 'failed' && words.failed(problem)}
      {(status === 'stopped' || status === 'failed') && ` ${words.stopped(done)}`}
      {record &&
        laid !== null &&
        ` ${laid ? words.laid(record.name) : words.kept(record.name, MOST_OVERLAID)}`}
    </p>
  );
}

function Choice(props: {
  readonly label: string;
  readonly value: string;
  readonly disabled: boolean;
  readonly options: readonly (readonly [value: string, text: string])[];
  onChange(value: string): void;
}) {
  const id = useId();
  return (
    <>
      <label htmlFor={id}>{props.label}</label>
      <select
        id={id}
        value={props.value}
        disabled={props.disabled}
        onChange={(event) => props.onChange(event.target.value)}
      >
        {props.options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </>
  );
}
