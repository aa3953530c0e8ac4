/**
 * One person against themself and against the others: what they said again of the same answers, and what the rest says on
 * average. Knows rated sets; knows no file.
 */
import { wilson } from '../wilson.ts';
import { addTallies, NO_PAIRS, tallyPairs, type PairTally } from './pairOrders.ts';
import type { RatedSet, Rating } from './ratedSets.ts';
import type { ClassRater } from './rater.ts';

/** A share of pairs of answers that were put in the same order. */
export interface PairShare {
  readonly share: number;
  /** 95 % (Wilson 1927), with a set as one try: pairs of one set stand and fall together. */
  readonly interval: readonly [low: number, high: number];
  readonly pairs: number;
  readonly sets: number;
}

/**
 * Agreement with oneself: every set that was ranked again, its second ranking beside its first. A pair tied in one of them
 * counts a half. null where nothing was ranked twice.
 */
export function selfAgreement(rater: ClassRater, sets: readonly RatedSet[]): PairShare | null {
  return shareOf(
    sets.flatMap(({ ratings, again }) => {
      const first = ratings.find((one) => one.rater === rater);
      const second = again.find((one) => one.rater === rater);
      return first && second ? [tallyPairs(first.ranks, second.ranks)] : [];
    }),
  );
}

/** Agreement with the mean ranks of all others, over the sets that others ranked too; null where there is none. */
export function agreementWithRest(rater: ClassRater, sets: readonly RatedSet[]): PairShare | null {
  return shareOf(
    sets.flatMap(({ ratings }) => {
      const own = ratings.find((one) => one.rater === rater);
      const others = ratings.filter((one) => one.rater !== rater);
      return own && others.length > 0 ? [tallyPairs(own.ranks, meanRanks(others))] : [];
    }),
  );
}

function meanRanks(ratings: readonly Rating[]): readonly (number | null)[] {
  return ratings[0].ranks.map((_, at) => {
    const ranks = ratings.flatMap((rating) => rating.ranks[at] ?? []);
    return ranks.length === 0 ? null : ranks.reduce((sum, rank) => sum + rank, 0) / ranks.length;
  });
}

function shareOf(tallies: readonly PairTally[]): PairShare | null {
  const { pairs, alike } = tallies.reduce(addTallies, NO_PAIRS);
  if (pairs === 0) return null;
  const sets = tallies.filter((tally) => tally.pairs > 0).length;
  const share = alike / pairs;
  return { share, interval: wilson(share, sets), pairs, sets };
}
