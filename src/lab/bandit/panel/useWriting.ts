/** Answers written for the table: started, watched and stopped. Knows no form. */
import { useEffect, useRef, useState } from 'react';
import type { LabConnection } from '../../../workers/labProtocol.ts';
import type { ModelChoice } from '../../../workers/protocol.ts';
import { NoQuestionsError, showNext, writeGame, type TableStore } from './table.ts';

export type WritingState =
  | { readonly is: 'idle' | 'opening' | 'stopped' | 'noQuestions' }
  | { readonly is: 'writing'; readonly done: number; readonly total: number }
  | { readonly is: 'failed'; readonly why: string };

export function useWriting(lab: LabConnection, store: TableStore, modelRoot: string) {
  const [state, setState] = useState<WritingState>({ is: 'idle' });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  /** @param chat whether the model is asked through its chat template, where it has one */
  const write = async (model: ModelChoice, chat: boolean): Promise<void> => {
    const controller = new AbortController();
    const { signal } = controller;
    running.current?.abort();
    running.current = controller;
    setState({ is: 'opening' });
    try {
      const opened = await lab.open({ model, modelRoot }, { signal });
      const onProgress = (done: number, total: number) => {
        if (!signal.aborted) setState({ is: 'writing', done, total });
      };
      await writeGame(store, opened, chat, { signal, onProgress });
      showNext(store);
      setState({ is: 'idle' });
    } catch (error) {
      // Another has begun, or the panel is gone: its state is not this one's to set.
      if (running.current !== controller) return;
      if (signal.aborted) setState({ is: 'stopped' });
      else if (error instanceof NoQuestionsError) setState({ is: 'noQuestions' });
      else setState({ is: 'failed', why: error instanceof Error ? error.message : String(error) });
    } finally {
      if (running.current === controller) running.current = null;
    }
  };
  return { state, write, stop: () => running.current?.abort() };
}
