/** A search on the page: started, watched and stopped; what it tells becomes the growth that is drawn. Knows no form. */
import { useEffect, useRef, useState } from 'react';
import type { LabConnection, LanguageModel, ModelFacts } from '../../../workers/labProtocol.ts';
import type { ModelChoice } from '../../../workers/protocol.ts';
import { findInstruction, NothingProposedError, type AutomaticOptions } from '../automatic.ts';
import { grow, SEED, type Growth } from '../growth.ts';
import type { Pair } from '../pairs.ts';

export type SearchState =
  | { readonly is: 'idle' | 'opening' | 'proposing' | 'searching' | 'stopped' | 'nothing' }
  | { readonly is: 'found'; readonly instruction: string }
  | { readonly is: 'failed'; readonly why: string };

export interface Budget {
  readonly calls: number;
  readonly exhaustive: number;
}

/** A model, and whether it is asked through its chat template where it has one. */
export interface AskedModel {
  readonly model: ModelChoice;
  readonly chat: boolean;
}

/** What a search is asked for; its models are opened for it. */
export interface SearchRequest extends Omit<AutomaticOptions, 'proposer' | 'target' | 'chat'> {
  readonly pairs: readonly Pair[];
  readonly proposer: AskedModel;
  readonly target: AskedModel;
}

export function useSearch(lab: LabConnection, modelRoot: string) {
  const [state, setState] = useState<SearchState>({ is: 'idle' });
  const [growth, setGrowth] = useState<Growth>(SEED);
  const [budget, setBudget] = useState<Budget | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const start = async ({ pairs, proposer, target, ...options }: SearchRequest): Promise<void> => {
    const controller = new AbortController();
    const { signal } = controller;
    running.current?.abort();
    running.current = controller;
    setGrowth(SEED);
    setBudget(null);
    setState({ is: 'opening' });
    try {
      const place = { lab, modelRoot, signal };
      const [writes, isTold] = [onDemand(place, proposer), onDemand(place, target)];
      await writes.open();
      signal.throwIfAborted();
      setState({ is: 'proposing' });
      const instruction = await findInstruction(
        pairs,
        { ...options, proposer: writes, target: isTold },
        {
          signal,
          tell: (event) => setGrowth((growth) => grow(growth, event)),
          onBudget: (budget) => {
            setBudget(budget);
            setState({ is: 'searching' });
          },
        },
      );
      setState({ is: 'found', instruction });
    } catch (error) {
      // Another search has begun, or the panel is gone: its state is not this one's to set.
      if (running.current !== controller) return;
      if (signal.aborted) setState({ is: 'stopped' });
      else if (error instanceof NothingProposedError) setState({ is: 'nothing' });
      else setState({ is: 'failed', why: error instanceof Error ? error.message : String(error) });
    } finally {
      if (running.current === controller) running.current = null;
    }
  };
  return { state, growth, budget, start, stop: () => running.current?.abort() };
}

interface Place {
  readonly lab: LabConnection;
  readonly modelRoot: string;
  readonly signal: AbortSignal;
}

/** A model that is opened again where the other one took its place: the lab has one at a time. */
function onDemand({ lab, modelRoot, signal }: Place, { model, chat }: AskedModel) {
  const open = () => lab.open({ model, modelRoot }, { signal });
  const asked = (facts: ModelFacts) => (chat && facts.chat ? { chat: {} } : {});
  return {
    open,
    generate: async (...[prompts, options, hooks]: Parameters<LanguageModel['generate']>) => {
      const opened = await open();
      return opened.generate(prompts, { ...options, ...asked(opened.facts) }, hooks);
    },
    logProbability: async (...[texts, options, hooks]: Parameters<LanguageModel['logProbability']>) => {
      const opened = await open();
      return opened.logProbability(texts, { ...options, ...asked(opened.facts) }, hooks);
    },
  };
}
