/** Fit once, then Sample → Score → Update and round again, with what each stage does right now. */
import { useRun, useWords } from '../app/context.ts';
import type { RunView } from '../runs/view.ts';
import styles from './LoopDiagram.module.css';

const STAGES = ['fit', 'sample', 'score', 'update'] as const;

export function LoopDiagram({ view }: { readonly view: RunView }) {
  const words = useWords();
  const running = useRun((state) => state.running);
  const { stageText } = words.train;
  const { rolloutBatch, ppoEpochs, minibatches } = view.settings;
  const text = {
    fit: stageText.fit,
    sample: stageText.sample(rolloutBatch),
    score: stageText.score,
    update: stageText.update(ppoEpochs, minibatches),
  };
  return (
    <ol className={styles.loop} data-running={running}>
      {STAGES.map((stage) => (
        <li
          key={stage}
          className={styles.stage}
          data-stage={stage}
          data-active={view.stage === stage}
          data-done={view.done.includes(stage)}
          aria-current={view.stage === stage ? 'step' : undefined}
        >
          <strong>{words.train.stages[stage]}</strong>
          {view.done.includes(stage) && <span className="visually-hidden">{words.train.done}</span>}
          <span>{text[stage]}</span>
        </li>
      ))}
      <li className={styles.back} aria-hidden="true">
        <svg viewBox="0 0 100 10" preserveAspectRatio="none">
          <path d="M99 0 V6 H1 V1" fill="none" stroke="currentColor" vectorEffect="non-scaling-stroke" />
        </svg>
      </li>
    </ol>
  );
}
