/** Chains on the page: run step by step, watched, stopped, trained. Knows models and chains; knows no form. */
import { useEffect, useRef, useState } from 'react';
import type { LabConnection, LanguageModel } from '../../../workers/labProtocol.ts';
import type { ModelChoice } from '../../../workers/protocol.ts';
import type { Learnt } from '../../model/languageModel.ts';
import { LESSON, practise } from '../experiment/practice.ts';
import { essayChain } from '../domain/prompts.ts';
import { lessonsOf } from '../lessons.ts';
import { runChain, type RunOptions } from '../run.ts';
import type { Chain } from '../steps.ts';
import type { Trace } from '../trace.ts';

export type ChainState =
  | { readonly is: 'idle' | 'opening' | 'running' | 'learning' | 'practising' | 'stopped' }
  /** A step wrote nothing that can be read. */
  | { readonly is: 'nothing'; readonly step: string }
  | { readonly is: 'taught'; readonly learnt: Learnt }
  | { readonly is: 'practised'; readonly ranked: number }
  | { readonly is: 'failed'; readonly why: string };

export const isBusy = ({ is }: ChainState): boolean =>
  is === 'opening' || is === 'running' || is === 'learning' || is === 'practising';

/** Other texts each time. */
export const newSeed = (): number => Date.now() % 2 ** 31;

export type ChainWork = ReturnType<typeof useChain>;

export interface AskedModel {
  readonly model: ModelChoice;
  readonly modelRoot: string;
  /** Whether it is asked through its chat template where it has one. */
  readonly chat: boolean;
}

/** Items of each domain in a round of practice on the page. */
const PRACTICE_ITEMS = 3;

/** Answers of a lesson, all of which are read at once: the latest. A large model has room for few. */
const MOST_ANSWERS = { small: 256, large: 32 };
const LARGE = 5e6;

type Work = (model: LanguageModel, signal: AbortSignal) => Promise<ChainState>;

export function useChain(lab: LabConnection) {
  const [state, setState] = useState<ChainState>({ is: 'idle' });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const during = async ({ model, modelRoot }: AskedModel, work: Work): Promise<void> => {
    const controller = new AbortController();
    const { signal } = controller;
    running.current?.abort();
    running.current = controller;
    setState({ is: 'opening' });
    try {
      const opened = await lab.open({ model, modelRoot }, { signal });
      signal.throwIfAborted();
      const end = await work(opened, signal);
      if (running.current === controller) setState(end);
    } catch (error) {
      // Another task was begun, or the panel is gone: its state is not this one's to set.
      if (running.current !== controller) return;
      if (signal.aborted) setState({ is: 'stopped' });
      else setState({ is: 'failed', why: error instanceof Error ? error.message : String(error) });
    } finally {
      if (running.current === controller) running.current = null;
    }
  };

  return {
    state,
    /** Does the rest of the chain; `onTrace` is told after each step. */
    run: (asked: AskedModel, chain: Chain, trace: Trace, seed: number, onTrace: (trace: Trace) => void) =>
      during(asked, async (model, signal) => {
        setState({ is: 'running' });
        const options: RunOptions = { seed, chat: asked.chat && model.facts.chat ? {} : null };
        const [end] = await runChain(model, chain, [trace], options, { signal }, ([now]) => {
          if (!signal.aborted) onTrace(now);
        });
        const last = end.steps.at(-1);
        return last?.candidates.length === 0 ? { is: 'nothing', step: last.step.name } : { is: 'idle' };
      }),
    learn: (asked: AskedModel, traces: readonly Trace[], seed: number) =>
      during(asked, async (model, signal) => {
        setState({ is: 'learning' });
        if (!model.learn) throw new RangeError(`${model.facts.label} cannot be trained here.`);
        const most = model.facts.parameters < LARGE ? MOST_ANSWERS.small : MOST_ANSWERS.large;
        const lessons = lessonsOf(traces).slice(0, most);
        return { is: 'taught', learnt: await model.learn(lessons, seed, { signal }, LESSON) };
      }),
    practise: (asked: AskedModel, seed: number) =>
      during(asked, async (model, signal) => {
        setState({ is: 'practising' });
        const practice = { rounds: 1, items: PRACTICE_ITEMS, chainOf: essayChain };
        const { ranked } = await practise(model, practice, seed, () => signal.throwIfAborted());
        return { is: 'practised', ranked };
      }),
    stop: () => running.current?.abort(),
  };
}
