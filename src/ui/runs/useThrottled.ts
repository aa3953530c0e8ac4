/** Reads a history for text beside a chart, a few times a second however fast rows arrive. */
import { useEffect, useState } from 'react';
import type { MetricsRow } from '../../rl/algorithms/metrics.ts';
import type { MetricsHistory } from './state/history.ts';

const EVERY_MS = 250;

/** Runs `act` now and after changes of the history, at most every 250 ms, and never misses the last. */
export function throttle(history: MetricsHistory, act: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let dirty = false;
  const tick = () => {
    timer = null;
    if (!dirty) return;
    dirty = false;
    act();
    timer = setTimeout(tick, EVERY_MS);
  };
  const unsubscribe = history.subscribe(() => {
    dirty = true;
    if (timer === null) tick();
  });
  act();
  return () => {
    unsubscribe();
    if (timer !== null) clearTimeout(timer);
  };
}

/** The newest row of a history. */
export function useLatestRow(history: MetricsHistory): MetricsRow | null {
  const [row, setRow] = useState<MetricsRow | null>(history.latest);
  useEffect(() => throttle(history, () => setRow(history.latest)), [history]);
  return row;
}
