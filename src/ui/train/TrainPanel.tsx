/** The loop: its stages with the active one lit, and the person's hand on it. */
import { useApp, usePreferences, useRun, useUi, useWords } from '../app/context.ts';
import type { RunView } from '../runs/view.ts';
import { ActionButton } from '../parts/ActionButton.tsx';
import { Explain } from '../parts/Explain.tsx';
import { LoopDiagram } from './LoopDiagram.tsx';
import styles from './TrainPanel.module.css';

export function TrainPanel({ view }: { readonly view: RunView }) {
  const app = useApp();
  const words = useWords();
  const running = useRun((state) => state.running);
  const status = useRun((state) => state.status);
  const slow = useUi((state) => state.slowMotion);
  const saved = useRun((state) => state.savedIteration);
  usePreferences((state) => state.events);
  const missing = app.training.missing;
  // A fit while the loop rests belongs to no iteration.
  const stageRuns = view.stage !== 'idle' && view.stage !== 'fit';
  const underWay = view.kind === 'live' && (running || stageRuns);
  const iteration = view.iteration + (underWay ? 1 : 0);
  const locked = status === 'ready' && missing > 0 ? words.train.locked(missing) : null;
  return (
    <section className={styles.panel} aria-labelledby="train-title">
      <div className={styles.head}>
        <h2 id="train-title">
          <span className={styles.number}>2</span> <span>{words.train.title}</span>
        </h2>
        <div className={styles.iteration}>
          <Explain text={words.explain.iteration}>
            {iteration > 0 ? words.train.iteration(iteration) : words.train.notStarted}
          </Explain>
          {saved !== null && view.kind === 'live' && <span>{words.train.saved(saved)}</span>}
          {locked && <span>{locked}</span>}
        </div>
        <div className={styles.controls} role="group" aria-label={words.train.controls}>
          <ActionButton
            id="play"
            kind="primary"
            label={running ? words.actions.pause : words.actions.play}
            icon={running ? <PauseIcon /> : <PlayIcon />}
            reason={locked}
          />
          <ActionButton id="stepIteration" reason={locked} />
          <ActionButton id="stepStage" reason={locked} />
          <ActionButton
            id="slowMotion"
            kind="quiet"
            label={slow ? words.train.stopSlow : undefined}
            reason={locked}
          />
          <ActionButton id="reset" kind="quiet" />
        </div>
      </div>
      <LoopDiagram view={view} />
    </section>
  );
}

function PlayIcon() {
  return (
    <svg width="11" height="12" viewBox="0 0 11 12" aria-hidden="true">
      <path d="M1 .8v10.4L10.4 6z" fill="currentColor" />
    </svg>
  );
}

function PauseIcon() {
  return (
    <svg width="11" height="12" viewBox="0 0 11 12" aria-hidden="true">
      <path d="M1 1h3v10H1zM7 1h3v10H7z" fill="currentColor" />
    </svg>
  );
}
