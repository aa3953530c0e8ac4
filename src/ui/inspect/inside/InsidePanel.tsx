/**
 * What is inside an iteration, in a panel that leaves the curves in sight: its answers, one of them token by token, the
 * formulas with their numbers, and slow motion. Loaded when somebody first looks.
 */
import { useEffect, useRef } from 'react';
import { useApp, useRanking, useUi, useWords } from '../../app/context.ts';
import type { App } from '../../app/createApp.ts';
import type { LookedAt } from '../../app/state/uiStore.ts';
import { ActionButton } from '../../parts/ActionButton.tsx';
import type { RunView } from '../../runs/view.ts';
import { Answers, inspectedAnswers, sampledAnswers } from './Answers.tsx';
import { LookedAnswers } from './LookedAnswers.tsx';
import { OpenAnswer } from './OpenAnswer.tsx';
import { SlowMotionBar } from './SlowMotionBar.tsx';
import { useInsideWords } from './useInsideWords.ts';
import { useIteration, type ShownIteration } from './useIteration.ts';
import { Worded } from '../../told/Worded.tsx';
import styles from './Inside.module.css';

export default function InsidePanel({ view }: { readonly view: RunView }) {
  const app = useApp();
  const page = useWords();
  const panel = useRef<HTMLElement>(null);
  const slow = useUi((state) => state.slowMotion);
  const shown = useIteration(view);
  const of = useUi((state) => state.inside?.of);
  useEffect(() => {
    const before = document.activeElement;
    panel.current?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  useEffect(() => {
    const leave = (event: KeyboardEvent) => {
      const { target } = event;
      const here = target === document.body || (target instanceof Node && panel.current?.contains(target));
      if (event.key !== 'Escape' || event.defaultPrevented || !here) return;
      event.preventDefault();
      if (slow) app.ui.setState({ slowMotion: false });
      else close(app);
    };
    window.addEventListener('keydown', leave);
    return () => window.removeEventListener('keydown', leave);
  }, [app, slow]);
  return (
    <aside ref={panel} className={styles.panel} data-room tabIndex={-1} aria-labelledby="inside-title">
      <header className={styles.head}>
        {of ? <LookedHead of={of} view={view} /> : <IterationHead shown={shown} />}
        <Choice view={view} />
        {!of && <Walk shown={shown} />}
        {view.kind === 'live' && !slow && <ActionButton id="slowMotion" />}
        <button type="button" onClick={() => close(app)}>
          {page.close}
        </button>
      </header>
      {slow && <SlowMotionBar view={view} />}
      {of ? <LookedAnswers of={of} view={view} /> : <Iteration view={view} shown={shown} />}
    </aside>
  );
}

function IterationHead({ shown: { iteration, inspection, reading } }: { readonly shown: ShownIteration }) {
  const words = useInsideWords();
  return (
    <>
      <h2 id="inside-title">{iteration === null ? words.none : words.title(iteration)}</h2>
      {inspection && <p>{words.stages[stageOf(inspection)]}</p>}
      {reading && <p>{words.reading}</p>}
    </>
  );
}

function LookedHead({ of, view }: { readonly of: LookedAt; readonly view: RunView }) {
  const { looked } = useInsideWords();
  return (
    <>
      <h2 id="inside-title">{looked.titles[of]}</h2>
      <p>
        {looked.by(of === 'comparison' ? (view.comparison?.iteration ?? view.iteration) : view.iteration)}
      </p>
    </>
  );
}

/** What is looked into: an iteration, or other answers where there are such. */
function Choice({ view }: { readonly view: RunView }) {
  const app = useApp();
  const { looked } = useInsideWords();
  const of = useUi((state) => state.inside?.of);
  const ranking = useRanking(({ current }) => current !== null) && view.kind === 'live';
  const last = useRanking((state) => state.last !== null) && view.kind === 'live';
  const there = { ranking, last, comparison: view.comparison !== null };
  const others = (['ranking', 'last', 'comparison'] as const).filter((one) => there[one] || one === of);
  if (others.length === 0) return null;
  return (
    <select
      aria-label={looked.choose}
      value={of ?? 'iteration'}
      onChange={({ target }) => {
        const chosen = others.find((one) => one === target.value);
        app.ui.setState({ inside: { iteration: null, answer: 0, ...(chosen && { of: chosen }) } });
      }}
    >
      <option value="iteration">{looked.iteration}</option>
      {others.map((one) => (
        <option key={one} value={one}>
          {looked.names[one]}
        </option>
      ))}
    </select>
  );
}

/** Of what went wrong, and what was read. */
function Iteration({ view, shown }: { readonly view: RunView; readonly shown: ShownIteration }) {
  const words = useInsideWords();
  return (
    <>
      {shown.trouble && (
        <p className={styles.trouble} role="alert">
          <Worded text={words.trouble(shown.trouble)} />
        </p>
      )}
      <Content view={view} shown={shown} />
    </>
  );
}

function close({ ui }: App): void {
  ui.setState({ inside: null, lit: null, slowMotion: false });
}

function stageOf({ updated, credit, answers }: NonNullable<ShownIteration['inspection']>) {
  if (updated) return 'updated';
  return credit !== null || answers.at(0)?.score != null ? 'scored' : 'sampled';
}

/** To the iterations before and behind, and to the newest. */
function Walk({ shown: { iteration, newest } }: { readonly shown: ShownIteration }) {
  const app = useApp();
  const words = useInsideWords();
  if (iteration === null || newest === null) return null;
  const open = (to: number | null) =>
    app.ui.setState(({ inside }) => ({ inside: { answer: inside?.answer ?? 0, iteration: to } }));
  return (
    <span className={styles.walk}>
      <button
        type="button"
        aria-label={words.previous}
        disabled={iteration <= 1}
        onClick={() => open(iteration - 1)}
      >
        ‹
      </button>
      <button
        type="button"
        aria-label={words.next}
        disabled={iteration >= newest}
        onClick={() => open(iteration + 1)}
      >
        ›
      </button>
      <button type="button" disabled={iteration === newest} onClick={() => open(null)}>
        {words.newest}
      </button>
    </span>
  );
}

function Content({ view, shown }: { readonly view: RunView; readonly shown: ShownIteration }) {
  const app = useApp();
  const words = useInsideWords();
  const answer = useUi((state) => state.inside?.answer ?? 0);
  const { iteration, inspection, samples, nearest } = shown;
  if (iteration === null) return <p className={styles.none}>{words.empty}</p>;
  const told = (name: string) => {
    const { x, y } = view.history.curve(name);
    return y[x.indexOf(iteration)] ?? null;
  };
  const open = (at: number) =>
    app.ui.setState(({ inside }) => ({ inside: inside && { ...inside, answer: at } }));
  if (inspection) {
    const answers = inspectedAnswers(inspection);
    const at = Math.min(answer, answers.length - 1);
    return (
      <div className={styles.content}>
        <Answers answers={answers} total={inspection.total} open={at} onOpen={open} />
        <OpenAnswer
          inspection={inspection}
          answer={at}
          firstRatio={told('nudge/first_ratio')}
          onAnswer={open}
        />
      </div>
    );
  }
  if (samples) {
    const answers = sampledAnswers(samples, told('objective/kl_coef'));
    return (
      <div className={styles.content}>
        <Answers answers={answers} total={answers.length} open={-1} onOpen={open} />
        {/* While it is read, the head says so. */}
        {!shown.reading && (
          <p className={styles.none}>
            <span>{words.notRead}</span> <Nearest iteration={shown.nearestRead} />
          </p>
        )}
      </div>
    );
  }
  return (
    <p className={styles.none}>
      <span>{words.notKept(iteration)}</span> <Nearest iteration={nearest} />
    </p>
  );
}

/** To another iteration, where there is more to see. */
function Nearest({ iteration }: { readonly iteration: number | null }) {
  const app = useApp();
  const words = useInsideWords();
  if (iteration === null) return null;
  return (
    <button type="button" onClick={() => app.ui.setState({ inside: { iteration, answer: 0 } })}>
      {words.nearest(iteration)}
    </button>
  );
}
