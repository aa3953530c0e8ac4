/** A simulated user that goes on by itself, slowly at first, so that one sees what is chosen and why. Knows no form. */
import { useEffect, useState } from 'react';
import type { StrategyId } from '../strategies.ts';
import { playTurns, turnsOf, type TableStore } from './table.ts';

const TICK_MS = 120;
/** Turns that are shown one by one. */
const SLOW = 20;
const FAST = 5;

export function usePlaying(store: TableStore) {
  const [strategies, setStrategies] = useState<readonly StrategyId[] | null>(null);
  useEffect(() => {
    if (strategies === null) return;
    const timer = setInterval(() => {
      const { length } = turnsOf({ ...store.getState(), strategy: strategies[0] });
      if (!playTurns(store, strategies, length < SLOW ? 1 : FAST)) setStrategies(null);
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [store, strategies]);
  return { playing: strategies !== null, play: setStrategies, pause: () => setStrategies(null) };
}
