/** Slow motion through one iteration: what comes, what happens, what came of it, in words, and a way on and out. */
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { loopStages } from '../../../rl/declaration.ts';
import { useApp, useUi, useWords } from '../../app/context.ts';
import type { App } from '../../app/createApp.ts';
import type { RunView } from '../../runs/view.ts';
import { nextStage, stageWords } from '../../train/state/stages.ts';
import { BY_HAND, PAUSES, SlowMotion, type SlowHand } from './state/slowMotion.ts';
import { useInsideWords } from './useInsideWords.ts';
import styles from './Inside.module.css';

/** Milliseconds that the page's own news of a stage may take. */
const NEWS_MS = 2000;

export function SlowMotionBar({ view }: { readonly view: RunView }) {
  const app = useApp();
  const words = useInsideWords();
  const page = useWords();
  const language = useUi((state) => state.language);
  const [still] = useState(() => matchMedia('(prefers-reduced-motion: reduce)').matches);
  const [motion] = useState(() => new SlowMotion(handOf(app, view), still ? BY_HAND : PAUSES));
  const { phase, stage } = useStore(motion.store);
  useEffect(() => {
    const stop = new AbortController();
    const play = async () => {
      if (app.run.getState().running) await app.training.pause();
      await motion.play(stop.signal);
      // What it has said of the last stage stays to be read.
      if (!stop.signal.aborted) app.ui.setState({ slowMotion: false });
    };
    void play();
    return () => stop.abort();
  }, [app, motion]);
  const found = loopStages(view.method).find(({ name }) => name === stage);
  const name = found ? stageWords(found, view.settings, page, language) : { name: stage, text: '' };
  const moment = phase === 'ended' ? 'after' : phase;
  const of = words.slow[moment];
  const ruled = stage === 'score' && view.method.needs.rule;
  const said =
    (ruled ? of.rule : null) ?? of[stage] ?? `${words.slow.other[moment]}${name.name}. ${name.text}`;
  return (
    <div className={styles.slow} data-phase={phase}>
      <p role="status">{said}</p>
      {still && phase !== 'during' && <p>{words.slow.byHand}</p>}
      <button type="button" disabled={phase === 'during'} onClick={() => motion.goOn()}>
        {words.slow.goOn}
      </button>
      <button type="button" onClick={() => app.ui.setState({ slowMotion: false })}>
        {words.slow.stop}
      </button>
    </div>
  );
}

function handOf(app: App, view: RunView): SlowHand {
  const order = loopStages(view.method).map(({ name }) => name);
  const state = () => app.run.getState();
  return {
    order,
    next: () => nextStage(state().done, state().stage, order),
    done: () => state().done,
    async step() {
      const { done, iteration } = state();
      const moved = () =>
        state().stage === 'idle' && (state().done !== done || state().iteration !== iteration);
      await app.training.step('stage');
      // The page hears of stages in batches.
      await until(app, () => moved() || state().failure !== null);
      return moved() && state().failure === null;
    },
  };
}

function until(app: App, holds: () => boolean): Promise<void> {
  if (holds()) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = setTimeout(end, NEWS_MS);
    const stop = app.run.subscribe(() => holds() && end());
  });
}
