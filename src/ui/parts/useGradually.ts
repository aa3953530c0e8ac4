/** Mounts the parts of something large one after the other, each in a task of its own, so that none holds the page up. */
import { useEffect, useState } from 'react';

/** Milliseconds after which the next part comes though something else is always to do. */
const LATEST = 100;

/**
 * How many of `count` parts are there: `first` at once, then one more whenever the page has nothing else to do.
 * @param first parts that are in sight at once
 */
export function useGradually(first: number, count: number): number {
  const [shown, setShown] = useState(first);
  useEffect(() => {
    if (shown >= count) return;
    const next = () => setShown(shown + 1);
    if (typeof requestIdleCallback !== 'function') {
      const timer = setTimeout(next);
      return () => clearTimeout(timer);
    }
    const asked = requestIdleCallback(next, { timeout: LATEST });
    return () => cancelIdleCallback(asked);
  }, [shown, count]);
  return Math.min(shown, count);
}
