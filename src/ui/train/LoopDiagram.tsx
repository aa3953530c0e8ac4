/** The stages of the method that trains, once round the loop, with what each does right now. */
import { lazy } from 'react';
import { loopStages } from '../../rl/declaration.ts';
import { useRun, useUi, useWords } from '../app/context.ts';
import { Later } from '../parts/Later.tsx';
import type { RunView } from '../runs/view.ts';
import { nextStage, stageWords } from './state/stages.ts';
import styles from './LoopDiagram.module.css';

const Knobs = lazy(() => import('../settings/Knobs.tsx'));

export function LoopDiagram({ view }: { readonly view: RunView }) {
  const words = useWords();
  const language = useUi((state) => state.language);
  const running = useRun((state) => state.running);
  const stages = loopStages(view.method);
  const next = nextStage(
    view.done,
    view.stage,
    stages.map(({ name }) => name),
  );
  return (
    <ol className={styles.loop} data-running={running}>
      {stages.map((stage) => {
        const { name, text } = stageWords(stage, view.settings, words, language);
        const done = view.done.includes(stage.name);
        const active = view.stage === stage.name;
        const comes = view.kind === 'live' && stage.name === next;
        const state = active
          ? words.train.now
          : [done && words.train.done, comes && words.train.next].filter(Boolean).join(', ');
        return (
          <li
            key={stage.name}
            className={styles.stage}
            data-stage={stage.name}
            data-active={active}
            data-done={done}
            data-next={comes}
            aria-current={active ? 'step' : undefined}
          >
            <div className={styles.name}>
              <strong>{name}</strong>
              {stage.knob && view.kind === 'live' && (
                <Later>
                  <Knobs names={[stage.knob]} />
                </Later>
              )}
            </div>
            {state && <span className="visually-hidden">{state}</span>}
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
