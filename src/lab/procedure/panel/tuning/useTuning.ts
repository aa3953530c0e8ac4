/** A training of searches on the page: started, stopped, and ended with the panel. Knows no form. */
import { useEffect, useRef } from 'react';
import type { SequenceConnection } from '../../../../workers/labProtocol.ts';
import { tune, type TuningStore } from './tuningStore.ts';

export function useTuning(lab: SequenceConnection, store: TuningStore) {
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const start = async (): Promise<void> => {
    const controller = new AbortController();
    running.current?.abort();
    running.current = controller;
    try {
      await tune(store, lab, controller.signal);
    } catch (error) {
      if (controller.signal.aborted) store.setState({ state: { is: 'stopped' } });
      else {
        const why = error instanceof Error ? error.message : String(error);
        store.setState({ state: { is: 'failed', why } });
      }
    } finally {
      if (running.current === controller) running.current = null;
    }
  };
  return { start, stop: () => running.current?.abort() };
}
