/**
 * Says the page's states in its live region as they change. What a person did is said by who did it; this waits until that
 * has been heard. Knows the stores and the clock; what is said of which change is decided in states.ts.
 */
import { useEffect } from 'react';
import { useApp } from '../app/context.ts';
import type { App } from '../app/createApp.ts';
import { showHints } from '../parts/hints.ts';
import { announce } from '../app/state/uiStore.ts';
import { dictionary } from '../words/index.ts';
import { saidOf, type PageState } from './states.ts';
import { enStates } from './words/enStates.ts';
import { zhStates } from './words/zhStates.ts';

/** Changes that come together are one sentence after the other. */
const TOGETHER_MS = 300;
/** What somebody else said is left alone as long. */
const HEARD_MS = 5000;
/** Between two of those that come by the second. */
const SOME_MS = 10_000;

export default function StateTeller(): null {
  const app = useApp();
  useEffect(() => tellStates(app), [app]);
  // Titles too, to those who do not hover.
  useEffect(() => showHints(), []);
  return null;
}

/** @returns stops */
function tellStates(app: App): () => void {
  // What the page was doing when this came is said, too.
  let before: PageState = { ...stateOf(app), status: 'probing' };
  let waiting: string[] = [];
  let timer: ReturnType<typeof setTimeout> | null = null;
  let own = -1;
  let othersAt = -Infinity;
  let someAt = -Infinity;

  const speak = () => {
    const now = performance.now();
    const wait = othersAt + HEARD_MS - now;
    if (wait > 0) {
      timer = setTimeout(speak, wait);
      return;
    }
    timer = null;
    own = app.ui.getState().announcement.count + 1;
    announce(app.ui, waiting.join(' '));
    waiting = [];
  };
  const look = () => {
    const now = stateOf(app);
    const words = app.ui.getState().language === 'zh' ? zhStates : enStates;
    for (const { text, when } of saidOf(before, now, words)) {
      if (when === 'some' && performance.now() - someAt < SOME_MS) continue;
      someAt = performance.now();
      waiting.push(text);
    }
    before = now;
    if (waiting.length > 0) timer ??= setTimeout(speak, TOGETHER_MS);
  };
  look();
  const stops = [
    app.run.subscribe(look),
    app.ranking.subscribe(look),
    app.ui.subscribe(({ announcement: { count } }, { announcement }) => {
      if (count !== announcement.count && count !== own) othersAt = performance.now();
    }),
  ];
  return () => {
    stops.forEach((stop) => stop());
    if (timer !== null) clearTimeout(timer);
  };
}

function stateOf(app: App): PageState {
  const { status, running, stage, iteration, savedIteration, progress } = app.run.getState();
  const { current } = app.ranking.getState();
  const { tasks } = dictionary(app.ui.getState().language).progress;
  return {
    status,
    writing: current?.streaming ?? false,
    answers: current?.answers.length ?? 0,
    running,
    stage,
    iteration,
    saved: savedIteration,
    task: progress && (tasks[progress.task] ?? null),
  };
}
