/** Which tab of a phone has news: what moves there, or what has come since it was seen last. Pure; knows no words. */
import type { Tab } from '../app/state/uiStore.ts';

/** `alarm`: something is wrong with the run; `live`: something moves; `new`: something has come. */
export type Badge = 'alarm' | 'live' | 'new';

/** What of the page can be news. */
export interface Happening {
  /** The answers to rank, by their request; null while there are none. */
  readonly answers: string | null;
  /** They are being written. */
  readonly writing: boolean;
  /** Iterations of the curves on screen. */
  readonly iteration: number;
  /** The run trains, or a recorded one is played. */
  readonly moving: boolean;
  readonly trouble: boolean;
}

/** What of it a person has seen. */
export type Seen = Pick<Happening, 'answers' | 'iteration'>;

/** Of the tab that is shown only what moves is told: everything else of it is seen. */
export function badgesOf(now: Happening, seen: Seen, shown: Tab): Readonly<Record<Tab, Badge | null>> {
  const unseen: Record<Tab, Badge | null> = {
    rank: now.answers !== null && now.answers !== seen.answers ? 'new' : null,
    watch: now.iteration === seen.iteration ? null : 'new',
  };
  const other = (tab: Tab, badge: Badge | null) => (tab === shown ? null : badge);
  return {
    rank: now.writing ? 'live' : other('rank', unseen.rank),
    watch:
      other('watch', now.trouble ? 'alarm' : null) ?? (now.moving ? 'live' : other('watch', unseen.watch)),
  };
}

/** What is seen once this tab is shown. A run that is only being opened is no news. */
export function seenWith(seen: Seen, now: Happening, shown: Tab, opening: boolean): Seen {
  return {
    answers: shown === 'rank' ? now.answers : seen.answers,
    iteration: shown === 'watch' || opening ? now.iteration : seen.iteration,
  };
}
