/** Which answers raters disagree on: of all decisions between two answers, how many pairs of raters made them opposite ways. */
import { kendallW } from './concordance.ts';
import { addTallies, NO_PAIRS, tallyPairs, type PairTally } from './pairOrders.ts';
import type { RatedSet, Rating } from './ratedSets.ts';

/** A set that at least two raters ranked, and how far they disagree on it. */
export interface DisputedSet {
  readonly set: RatedSet;
  /**
   * Share of opposite orders among all pairs of answers that two raters both put in order, over all pairs of raters: 0 all
   * alike, 0.5 as by lot. NaN where no two raters ordered the same pair.
   */
  readonly dispute: number;
  /** Of those who ranked all answers. */
  readonly w: number;
  /** Of each text of the set. */
  readonly answers: readonly DisputedAnswer[];
}

export interface DisputedAnswer {
  readonly meanRank: number;
  /** Of the pairs that this answer is in. */
  readonly dispute: number;
  /** How many raters put it first, ties shared. */
  readonly firsts: number;
}

/** Sets of at least two raters, the most disputed first. */
export function disputedSets(sets: readonly RatedSet[]): readonly DisputedSet[] {
  const shared = sets.filter(({ ratings }) => ratings.length > 1).map(disputeOf);
  const weight = ({ dispute }: DisputedSet) => (Number.isNaN(dispute) ? -1 : dispute);
  return shared.sort((one, other) => weight(other) - weight(one));
}

/** Ranks of those who ranked every answer of a set: what W takes. */
export function completeRanks({ ratings }: RatedSet): readonly (readonly number[])[] {
  return ratings.flatMap(({ ranks }) => {
    const all = ranks.filter((rank) => rank !== null);
    return all.length === ranks.length ? [all] : [];
  });
}

function disputeOf(set: RatedSet): DisputedSet {
  const { ratings, texts } = set;
  return {
    set,
    dispute: shareOf(overPairs(ratings, null)),
    w: kendallW(completeRanks(set)).w,
    answers: texts.map((_, at) => {
      const ranks = ratings.flatMap((rating) => rating.ranks[at] ?? []);
      return {
        meanRank: ranks.reduce((sum, rank) => sum + rank, 0) / ranks.length,
        dispute: shareOf(overPairs(ratings, at)),
        firsts: ratings.reduce((sum, rating) => sum + firstShare(rating, at), 0),
      };
    }),
  };
}

function overPairs(ratings: readonly Rating[], only: number | null): PairTally {
  let tally = NO_PAIRS;
  for (const [at, one] of ratings.entries())
    for (const other of ratings.slice(at + 1))
      tally = addTallies(tally, tallyPairs(one.ranks, other.ranks, only));
  return tally;
}

function shareOf({ opposite, strict }: PairTally): number {
  return strict === 0 ? NaN : opposite / strict;
}

function firstShare({ ranks }: Rating, at: number): number {
  const best = Math.min(...ranks.map((rank) => rank ?? Infinity));
  return ranks[at] === best ? 1 / ranks.filter((rank) => rank === best).length : 0;
}
