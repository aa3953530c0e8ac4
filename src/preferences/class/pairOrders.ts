/** Two orders of the same items, pair by pair. Pure. */

/** What two orders say of the pairs that at least one of them puts in order. */
export interface PairTally {
  readonly pairs: number;
  /** Ordered alike; of a pair that only one of them ties, a half. */
  readonly alike: number;
  /** Ordered by both, and the other way round. */
  readonly opposite: number;
  /** Ordered by both. */
  readonly strict: number;
}

export const NO_PAIRS: PairTally = { pairs: 0, alike: 0, opposite: 0, strict: 0 };

/**
 * @param one ranks, less is better; null for an item that was not ranked, whose pairs say nothing
 * @param only counts the pairs of this item alone
 */
export function tallyPairs(
  one: readonly (number | null)[],
  other: readonly (number | null)[],
  only: number | null = null,
): PairTally {
  const tally = { pairs: 0, alike: 0, opposite: 0, strict: 0 };
  for (let a = 0; a < one.length; a++)
    for (let b = a + 1; b < one.length; b++) {
      if (only !== null && a !== only && b !== only) continue;
      const [first, second] = [directionOf(one, a, b), directionOf(other, a, b)];
      if (first === null || second === null || (first === 0 && second === 0)) continue;
      tally.pairs++;
      if (first === second) tally.alike++;
      if (first * second !== 0) tally.strict++;
      else tally.alike += 0.5;
      if (first * second < 0) tally.opposite++;
    }
  return tally;
}

export function addTallies(a: PairTally, b: PairTally): PairTally {
  return {
    pairs: a.pairs + b.pairs,
    alike: a.alike + b.alike,
    opposite: a.opposite + b.opposite,
    strict: a.strict + b.strict,
  };
}

function directionOf(ranks: readonly (number | null)[], a: number, b: number): number | null {
  const [one, other] = [ranks[a], ranks[b]];
  return one == null || other == null ? null : Math.sign(one - other);
}
