/** How long iterations take on this machine, as the page sees them end. Knows the clock; knows no stage. */
import { useEffect, useState } from 'react';
import { useApp } from '../app/context.ts';

/** Iterations it is told over. */
const LAST = 9;

export interface Pace {
  /** Median. */
  readonly seconds: number;
  readonly iterations: number;
}

/** Null until two iterations have ended one after the other without a pause. */
export function usePace(): Pace | null {
  const { live, run } = useApp();
  const [pace, setPace] = useState<Pace | null>(null);
  useEffect(() => {
    let ended: number | null = null;
    let taken: number[] = [];
    const stopRows = live.subscribe(() => {
      // What replaces a whole history is no iteration's end.
      if (!run.getState().running) return;
      const now = performance.now();
      if (ended !== null) {
        taken = [...taken, (now - ended) / 1000].slice(-LAST);
        setPace({ seconds: medianOf(taken), iterations: taken.length });
      }
      ended = now;
    });
    const stopRun = run.subscribe(({ running, session }, before) => {
      if (!running) ended = null;
      if (session === before.session) return;
      taken = [];
      setPace(null);
    });
    return () => {
      stopRows();
      stopRun();
    };
  }, [live, run]);
  return pace;
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
}
