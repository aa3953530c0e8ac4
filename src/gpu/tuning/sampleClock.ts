/**
 * Times short work by a clock that may move in coarse steps: 0.1 ms, 1 ms or 100 ms, as browsers make it so that pages
 * cannot spy. Work is repeated until a sample lasts many steps; a clock whose steps are too long for that says so, and a
 * sample that turns out too short counts as none. Knows a clock and a budget; does not know what is timed.
 */

/** A sample lasts at least this many milliseconds, of which a submit is a small part, and this many of the clock's steps. */
const LENGTH = 20;
const STEPS = 20;
/** Share of the budget that one sample may take: a comparison takes twenty. */
const SHARE = 1 / 20;
/** Repeats in one sample at most. */
const MOST_REPEATS = 4096;
/** By how much repeats may grow at once: what a few steps tell is inexact. */
const GROWTH = 16;
/** Samples of growing length that are tried. */
const TRIES = 3;
/** Movements of the clock that are looked at; the step is their median, as other work may hide some. */
const MOVES = 5;
/** Looks after which a clock that has not moved is taken to stand still. */
const MOST_LOOKS = 1e7;

/** Does the work so many times and resolves when it is done. */
export type Repeat = (count: number) => Promise<void>;

export class SampleClock {
  /** Milliseconds of one step; Infinity when the clock stands still. */
  readonly step: number;
  /** Milliseconds that a sample lasts at least. */
  readonly sample: number;
  /** True when samples long enough do not fit the budget. */
  readonly tooCoarse: boolean;

  /** @param budget milliseconds for a whole comparison; with less than a few samples take, they are as short as they may be */
  constructor(
    private readonly now: () => number,
    budget: number,
  ) {
    const longest = Math.max(LENGTH, budget * SHARE);
    this.step = stepOf(now, longest / STEPS);
    this.sample = Math.max(LENGTH, STEPS * this.step);
    this.tooCoarse = this.sample > longest;
  }

  /** Repeats that fill a sample; the most there may be when even those do not. */
  async repeatsOf(repeat: Repeat): Promise<number> {
    let count = 1;
    for (;;) {
      const started = this.now();
      await repeat(count);
      const elapsed = this.now() - started;
      if (elapsed >= this.sample || count === MOST_REPEATS) return count;
      const wanted = Math.ceil((count * this.sample * 1.25) / Math.max(elapsed, this.step));
      count = Math.min(MOST_REPEATS, count * GROWTH, Math.max(count + 1, wanted));
    }
  }

  /**
   * Milliseconds of one repeat, by a sample of `count` of them, or of more where the machine has become faster since
   * those filled one. Infinity when they take too few steps to tell.
   */
  async time(repeat: Repeat, count: number): Promise<number> {
    let repeats = count;
    for (let tries = 0; tries < TRIES; tries++) {
      const started = this.now();
      await repeat(repeats);
      const elapsed = this.now() - started;
      if (elapsed >= STEPS * this.step) return elapsed / repeats;
      repeats = Math.min(MOST_REPEATS, 2 * repeats);
    }
    return Infinity;
  }
}

/** The median of a few movements of the clock, or the shorter of the first two longer than `enough`: that is all to know. */
function stepOf(now: () => number, enough: number): number {
  const moves: number[] = [];
  // The first movement may be the rest of a step.
  for (let move = -1; move < MOVES; move++) {
    const last = now();
    let time = last;
    for (let looks = 0; time === last; looks++) {
      if (looks === MOST_LOOKS) return Infinity;
      time = now();
    }
    if (move < 0) continue;
    moves.push(time - last);
    const long = moves.filter((length) => length > enough);
    if (long.length > 1) return Math.min(...long);
  }
  return moves.toSorted((a, b) => a - b)[MOVES >> 1];
}
