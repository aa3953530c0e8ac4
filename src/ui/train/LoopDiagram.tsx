/** The stages of the method that trains, once round the loop, with what each does right now. */
import { lazy } from 'react';
import { loopStages } from '../../rl/declaration.ts';
import { useRun, useUi, useWords } from '../app/context.ts';
import { Later } from '../parts/Later.tsx';
import type { RunView } from '../runs/view.ts';
import { stageWords } from './state/stages.ts';
import styles from './LoopDiagram.module.css';

const Knobs = lazy(() => import('../settings/Knobs.tsx'));

export function LoopDiagram({ view }: { readonly view: RunView }) {
  const words = useWords();
  const language = useUi((state) => state.language);
  const running = useRun((state) => state.running);
  return (
    <ol className={styles.loop} data-running={running}>
      {loopStages(view.method).map((stage) => {
        const { name, text } = stageWords(stage, view.settings, words, language);
        const done = view.done.includes(stage.name);
        return (
          <li
            key={stage.name}
            className={styles.stage}
            data-stage={stage.name}
            data-active={view.stage === stage.name}
            data-done={done}
            aria-current={view.stage === stage.name ? 'step' : undefined}
          >
            <div className={styles.name}>
              <strong>{name}</strong>
              {stage.knob && view.kind === 'live' && (
                <Later>
                  <Knobs names={[stage.knob]} />
                </Later>
              )}
            </div>
            {done && <span className="visually-hidden">{words.train.done}</span>}
            <span>{text}</span>
          </li>
        );
      })}
      <li className={styles.back} aria-hidden="true">
        <svg viewBox="0 0 100 10" preserveAspectRatio="none">
          <path d="M99 0 V6 H1 V1" fill="none" stroke="currentColor" vectorEffect="non-scaling-stroke" />
        </svg>
      </li>
    </ol>
  );
}
