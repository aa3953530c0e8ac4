/**
 * What of the page's state is said aloud, and when: each change once, in words, the more urgent instead of the less. Pure;
 * knows neither stores nor the live region.
 */
import type { SessionStatus } from '../runs/state/runStore.ts';
import type { StateWords } from './words/enStates.ts';

/** What of the page can change without anybody's doing. */
export interface PageState {
  readonly status: SessionStatus;
  /** Answers are being written; how many. */
  readonly writing: boolean;
  readonly answers: number;
  readonly running: boolean;
  readonly stage: string;
  readonly iteration: number;
  readonly saved: number | null;
  /** The task whose progress is shown, by its words; null while none is. */
  readonly task: string | null;
}

/** `now`: said at once. `some`: of these not every one is said, where they come by the second. */
export interface Said {
  readonly text: string;
  readonly when: 'now' | 'some';
}

/** What is to be said of a change, in order. Failures say themselves (StatusBar.tsx), as does what a person did. */
export function saidOf(before: PageState, now: PageState, words: StateWords): readonly Said[] {
  return [
    statusSaid(before, now, words),
    answersSaid(before, now, words),
    ...runSaid(before, now, words),
  ].filter((said) => said !== null);
}

function statusSaid(before: PageState, { status }: PageState, words: StateWords): Said | null {
  if (status === before.status) return null;
  const text = words.status[status];
  return text === null ? null : { text, when: 'now' };
}

function answersSaid(before: PageState, now: PageState, words: StateWords): Said | null {
  const written = before.writing && !now.writing && now.answers > 0;
  return written ? { text: words.written(now.answers), when: 'now' } : null;
}

function runSaid(before: PageState, now: PageState, words: StateWords): readonly (Said | null)[] {
  const active = ({ running, stage }: PageState) => running || stage !== 'idle';
  const rests = active(before) && !active(now) && now.status === 'ready';
  const saved = now.saved !== null && now.saved !== before.saved && now.saved === now.iteration;
  const ended = now.iteration > before.iteration && active(now);
  return [
    now.task !== null && now.task !== before.task ? { text: words.task(now.task), when: 'some' } : null,
    ended ? { text: words.ended(now.iteration), when: 'some' } : null,
    rests ? { text: words.rests(now.iteration), when: 'now' } : null,
    saved ? { text: words.saved(now.iteration), when: active(now) ? 'some' : 'now' } : null,
  ];
}
