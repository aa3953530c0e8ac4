/** Iterations of the run on screen with the times of their parts, asked for once a second while they are wanted. */
import { useEffect, useState } from 'react';
import type { WatchedIteration } from '../../../rl/runs/partTime.ts';

const EVERY_MS = 1000;

export interface Watched {
  readonly watching: boolean;
  readonly iterations: readonly WatchedIteration[];
  watch(on: boolean): void;
}

/** @param partTimes asks the trainer for the iterations that were timed, and whether to go on timing them */
export function useWatched(partTimes: (watch: boolean) => Promise<readonly WatchedIteration[]>): Watched {
  const [watching, setWatching] = useState(false);
  const [iterations, setIterations] = useState<readonly WatchedIteration[]>([]);
  useEffect(() => {
    if (!watching) return undefined;
    let gone = false;
    const ask = () =>
      partTimes(true).then(
        (found) => {
          if (!gone) setIterations(found);
        },
        // A trainer that was closed has nothing to say; the page tells why.
        () => undefined,
      );
    void ask();
    const timer = setInterval(() => void ask(), EVERY_MS);
    return () => {
      gone = true;
      clearInterval(timer);
      partTimes(false).catch(() => undefined);
    };
  }, [partTimes, watching]);
  return {
    watching,
    iterations,
    watch(on) {
      if (on) setIterations([]);
      setWatching(on);
    },
  };
}
