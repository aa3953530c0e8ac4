/**
 * The taste that is most like the person's, looked for while the page has nothing else to do: the answers of a ranking are
 * read once, in small tasks, so that giving the next ranking never waits for it. Must not know React.
 */
import type { RankingEvent } from '../../../preferences/event.ts';
import { chooseYardstick, isRead, readRanking, type Yardstick } from '../../../rl/runs/yardstick.ts';
import type { FixedLabelerId } from '../../../tastes/labeler.ts';

/** Milliseconds of reading after which the page is asked again whether it has time. */
const AT_ONCE = 8;
/** Milliseconds after which it goes on though something else is always to do. */
const LATEST = 200;

/** What was found, with the ranking that its log begins with: another run's says nothing of this one. */
export interface Found {
  readonly first: RankingEvent;
  readonly best: Yardstick | null;
}

/**
 * As {@link chooseYardstick}, in tasks of at most about {@link AT_ONCE} ms; at once where all rankings were read before.
 *
 * @param rankings one at least @param among labelers that have something to say of the texts
 * @param signal ends it: nothing is told then, and what was read stays read
 * @param tell is handed what becomes of what was found before: the same object where it is no news
 */
export async function findBest(
  rankings: readonly RankingEvent[],
  among: readonly FixedLabelerId[],
  signal: AbortSignal,
  tell: (next: (before: Found | null) => Found) => void,
  idle: () => Promise<void> = whenIdle,
): Promise<void> {
  let until = 0;
  for (const ranking of rankings) {
    if (ranking.rater !== 'person' || isRead(ranking)) continue;
    if (performance.now() >= until) {
      await idle();
      until = performance.now() + AT_ONCE;
    }
    if (signal.aborted) return;
    readRanking(ranking);
  }
  if (signal.aborted) return;
  const now: Found = { first: rankings[0], best: chooseYardstick(rankings, among) };
  tell((before) => (before && isSame(before, now) ? before : now));
}

function isSame(before: Found, now: Found): boolean {
  const [old, best] = [before.best, now.best];
  return (
    before.first === now.first &&
    old?.labeler === best?.labeler &&
    old?.tau === best?.tau &&
    old?.rankings === best?.rankings
  );
}

function whenIdle(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(() => resolve(), { timeout: LATEST });
    else setTimeout(resolve);
  });
}
