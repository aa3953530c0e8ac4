/**
 * The guide: a panel beside the page, on small screens a sheet over its lower part, that leads through the page itself. It is no
 * dialog: everything else stays in reach. Loaded when it is first opened.
 */
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { useApp, useUi } from '../app/context.ts';
import type { UiStore } from '../app/state/uiStore.ts';
import type { ChosenYardstick, RunView } from '../runs/view.ts';
import { AfterAll } from './AfterAll.tsx';
import { light, scrollToPart } from './parts.ts';
import type { GuideFacts } from './state/facts.ts';
import { progressFromText, progressToText, type Progress } from './state/progress.ts';
import { isAnswered, STEPS } from './state/steps.ts';
import { StepPanel } from './StepPanel.tsx';
import { useFacts } from './useFacts.ts';
import { useGuideWords } from './useWords.ts';
import styles from './Guide.module.css';
import './room.css';

interface Props {
  readonly view: RunView;
  readonly yardstick: ChosenYardstick;
}

export default function Guide({ view, yardstick }: Props) {
  const app = useApp();
  const words = useGuideWords();
  const facts = useFacts(view, yardstick);
  const progress = progressFromText(useUi((state) => state.guideKept));
  const panel = useRef<HTMLElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const step = STEPS[progress.step];
  useBeside(panel, title);
  const part = facts.source === 'recorded' ? step.recordedPart : step.part;
  useLight(part, app.ui);

  const keep = (next: Progress) => app.ui.setState({ guideKept: progressToText(next) });
  const go = (to: number) => {
    keep({ ...progress, step: to });
    // The step that comes has another heading under the same reference.
    requestAnimationFrame(() => title.current?.focus());
  };
  const close = () => app.ui.setState({ guide: false });
  return (
    <aside
      ref={panel}
      className={styles.guide}
      data-room
      aria-labelledby="guide-title"
      onKeyDown={(event) => event.key === 'Escape' && close()}
    >
      <header className={styles.head}>
        <h2 id="guide-title">{words.title}</h2>
        <button type="button" aria-label={words.close} title={words.close} onClick={close}>
          ×
        </button>
      </header>
      <Steps facts={facts} progress={progress} onGo={go} />
      <div className={styles.body} tabIndex={0} role="region" aria-labelledby="guide-step">
        <h3 ref={title} id="guide-step" tabIndex={-1}>
          <small>{words.stepOf(progress.step + 1, STEPS.length)}</small>{' '}
          <span>{words.texts[step.id].title}</span>
        </h3>
        <StepPanel
          key={step.id}
          step={step}
          facts={facts}
          answered={progress.answered}
          onAnswered={(id) => keep({ ...progress, answered: [...progress.answered, id] })}
        />
        {progress.step === STEPS.length - 1 && <AfterAll />}
      </div>
      <footer className={styles.foot}>
        <button type="button" disabled={progress.step === 0} onClick={() => go(progress.step - 1)}>
          {words.back}
        </button>
        <button
          type="button"
          className={styles.primary}
          disabled={progress.step === STEPS.length - 1}
          onClick={() => go(progress.step + 1)}
        >
          {words.next}
        </button>
      </footer>
    </aside>
  );
}

interface StepsProps {
  readonly facts: GuideFacts;
  readonly progress: Progress;
  readonly onGo: (step: number) => void;
}

/** All steps by their numbers, those that were answered ticked. */
function Steps({ facts, progress, onGo }: StepsProps) {
  const words = useGuideWords();
  return (
    <nav aria-label={words.steps}>
      <ol className={styles.steps}>
        {STEPS.map((one, at) => {
          const done = isAnswered(one, progress.answered, facts);
          const name = `${at + 1}. ${words.texts[one.id].title}`;
          return (
            <li key={one.id}>
              <button
                type="button"
                aria-current={at === progress.step ? 'step' : undefined}
                aria-label={done ? `${name} (${words.answered})` : name}
                title={name}
                data-done={done}
                onClick={() => onGo(at)}
              >
                {done ? '✓' : at + 1}
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

/** Makes room beside the page while it is there, takes the focus, and gives it back. */
function useBeside(panel: RefObject<HTMLElement | null>, title: RefObject<HTMLElement | null>): void {
  const [before] = useState(() => document.activeElement);
  useLayoutEffect(() => {
    const { dataset } = document.documentElement;
    const element = panel.current;
    dataset.guide = 'open';
    title.current?.focus({ preventScroll: true });
    return () => {
      delete dataset.guide;
      const within = element?.contains(document.activeElement) || document.activeElement === document.body;
      if (within && before instanceof HTMLElement) before.focus();
    };
  }, [panel, title, before]);
}

function useLight(part: Parameters<typeof light>[0], ui: UiStore): void {
  useEffect(() => {
    light(part);
    // With the next frame: the page has moved by then, and need not be laid out twice.
    const frame = part && requestAnimationFrame(() => scrollToPart(part, ui));
    return () => {
      if (frame) cancelAnimationFrame(frame);
      light(null);
    };
  }, [part, ui]);
}
