/** One experiment: what it asks and does, the button that runs it, its curves as they grow, and what came of it. */
import { useStore } from 'zustand';
import { iterationsOf } from '../../experiments/experiment.ts';
import { useApp } from '../app/context.ts';
import { fixed } from '../text/format.ts';
import { Legend, Lines, type Line } from './Lines.tsx';
import { Outcome } from './Outcome.tsx';
import { armCurve } from './state/shownArm.ts';
import type { ExperimentPlay } from './state/playing.ts';
import { useExperimentsWords } from './useWords.ts';
import { Worded } from '../told/Worded.tsx';
import styles from './Experiments.module.css';

export function ExperimentPanel({ play }: { readonly play: ExperimentPlay }) {
  const words = useExperimentsWords();
  const { experiment } = play;
  const { status, played, arms } = useStore(play.store);
  const { question, happens, shows } = words.experiments[experiment.id];
  return (
    <div className={styles.panel}>
      <h3>{question}</h3>
      <h4>{words.happens}</h4>
      <ol>
        {happens.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <h4>{words.watch}</h4>
      <p>{experiment.watch.map((chart) => words.metrics[chart]).join(' · ')}</p>
      <h4>{words.shows}</h4>
      <p>{shows}</p>
      <Controls play={play} />
      {arms.length > 0 && <Curves play={play} />}
      {status === 'ended' && played && <Outcome play={play} played={played} />}
    </div>
  );
}

function Controls({ play }: { readonly play: ExperimentPlay }) {
  const app = useApp();
  const words = useExperimentsWords();
  const { status, seed, problem, arms } = useStore(play.store);
  const all = iterationsOf(play.experiment);
  const done = arms.reduce((sum, { history }) => sum + history.length, 0);
  const begin = (next: number) => {
    // One GPU: what trains on the page would wait for it, and it for that.
    if (app.run.getState().running) void app.training.pause();
    void play.play(next);
  };
  if (status === 'plays') {
    const arm = arms.at(-1);
    const { arms: names } = words.experiments[play.experiment.id];
    return (
      <p className={styles.controls}>
        <button type="button" onClick={() => play.stop()}>
          {words.stop}
        </button>
        <progress max={all} value={done} aria-label={words.title} />
        <span role="status">{arm ? words.progress(names[arm.id], done, all) : words.opening}</span>
      </p>
    );
  }
  return (
    <p className={styles.controls}>
      <button
        type="button"
        className={styles.primary}
        onClick={() => begin(status === 'rests' ? seed : seed + 1)}
      >
        {status === 'rests' ? words.run : words.again}
      </button>
      <span role="status">
        {status === 'failed' && <Worded text={words.failed(problem)} />}
        {status === 'stopped' && words.stopped}
        {status === 'ended' && words.seed(seed)}
        {status === 'rests' && words.length(all)}
      </span>
    </p>
  );
}

/** The curves to watch, with every arm in each. */
function Curves({ play }: { readonly play: ExperimentPlay }) {
  const words = useExperimentsWords();
  const { experiment } = play;
  const { arms } = useStore(play.store);
  const names = words.experiments[experiment.id].arms;
  const linesOf = (chart: string): readonly Line[] =>
    experiment.arms.flatMap(({ id }, look) => {
      const arm = arms.find((one) => one.id === id);
      return arm ? [{ name: names[id], look, ...armCurve(arm, chart, experiment.yardstick) }] : [];
    });
  return (
    <>
      <div className={styles.curves}>
        {experiment.watch.map((chart) => {
          const lines = linesOf(chart);
          const ends = lines.map(({ name, y }) => words.ends(name, fixed(y[0]), fixed(y.at(-1))));
          const title = words.metrics[chart];
          return (
            <Lines key={chart} title={title} summary={words.curve(title, ends.join('; '))} lines={lines} />
          );
        })}
      </div>
      {experiment.arms.length > 1 && <Legend lines={linesOf(experiment.watch[0])} />}
    </>
  );
}
