/** A training on the page: started, watched and stopped; its models stay until the next one begins. Knows no form. */
import { useEffect, useRef, useState } from 'react';
import type { SequenceConnection } from '../../../workers/labProtocol.ts';
import { freeAll, teach, type ClassroomStore, type Models } from './classroom.ts';

export function useClassroom(lab: SequenceConnection, store: ClassroomStore) {
  const running = useRef<AbortController | null>(null);
  const [models] = useState<Models>(() => new Map());
  useEffect(
    () => () => {
      running.current?.abort();
      void freeAll(models);
    },
    [models],
  );

  const start = async (): Promise<void> => {
    const controller = new AbortController();
    const { signal } = controller;
    running.current?.abort();
    running.current = controller;
    try {
      await teach(store, lab, models, signal);
    } catch (error) {
      if (signal.aborted) store.setState({ state: { is: 'stopped' } });
      else {
        const why = error instanceof Error ? error.message : String(error);
        store.setState({ state: { is: 'failed', why } });
      }
    } finally {
      if (running.current === controller) running.current = null;
    }
  };
  return { start, stop: () => running.current?.abort(), models };
}
