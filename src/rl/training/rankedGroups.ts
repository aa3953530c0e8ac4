/**
 * Answers of rankings put together as a preference loss learns from them. Ties order nothing, and answers that were not ranked
 * are left out. Pure; knows no model and no loss.
 */
import { orderedPairs } from '../../preferences/agreement.ts';
import type { RankingEvent } from '../../preferences/event.ts';
import type { Stream } from '../random.ts';
import type { RankedAnswer } from './algorithm.ts';

/** Answers, each so many neighbours ranked together. */
export interface RankedGroups {
  readonly answers: readonly RankedAnswer[];
  readonly together: number;
  /** Of each answer: 0 is best, the same number is tied; below 0 it only fills its group up. */
  readonly tiers: readonly number[];
  /** Of each answer, how much its group counts: up to 1, less for a ranking that is made of deeds. */
  readonly weights: readonly number[];
}

/**
 * `count` of all pairs that the rankings order, the better answer first; all pairs where they are fewer.
 * @throws RangeError when there is none
 */
export function drawPairs(rankings: readonly RankingEvent[], stream: Stream, count: number): RankedGroups {
  const pairs = rankings.flatMap((ranking) =>
    orderedPairs(ranking.tiers).map((places) => places.map((answer) => ({ ranking, answer }))),
  );
  const drawn = some(pairs, stream, count);
  return {
    answers: drawn.flat(),
    together: 2,
    tiers: drawn.flatMap(() => [0, 1]),
    weights: drawn.flat().map(({ ranking }) => weightOf(ranking)),
  };
}

/**
 * `count` whole rankings that order anything, or all of them. One of fewer answers than the largest is filled up with its last
 * answer again, in no tier.
 * @throws RangeError when there is none
 */
export function drawRankings(rankings: readonly RankingEvent[], stream: Stream, count: number): RankedGroups {
  const drawn = some(
    rankings.filter(({ tiers }) => tiers.length > 1),
    stream,
    count,
  );
  const together = Math.max(...drawn.map(({ tiers }) => tiers.flat().length));
  const members = drawn.flatMap((ranking) => {
    const ranked = ranking.tiers.flatMap((answers, tier) =>
      answers.map((answer) => ({ ranking, answer, tier })),
    );
    const filler = { ...ranked[ranked.length - 1], tier: -1 };
    return Array.from({ length: together }, (_, place) => ranked[place] ?? filler);
  });
  return {
    answers: members,
    together,
    tiers: members.map(({ tier }) => tier),
    weights: members.map(({ ranking }) => weightOf(ranking)),
  };
}

/**
 * `count` single answers, or all of them, that their rankings call good or bad: one that beats more answers than beat it is
 * desirable (tier 0), one that more beat than it beats is not (tier 1), and one in the middle is left out.
 * @throws RangeError when there is none
 */
export function drawAnswers(rankings: readonly RankingEvent[], stream: Stream, count: number): RankedGroups {
  const judged = rankings.flatMap((ranking) => {
    const ranked = ranking.tiers.flat().length;
    let better = 0;
    return ranking.tiers.flatMap((answers) => {
      const worse = ranked - better - answers.length;
      const tier = worse > better ? 0 : 1;
      const middle = worse === better;
      better += answers.length;
      return middle ? [] : answers.map((answer) => ({ ranking, answer, tier }));
    });
  });
  const drawn = some(judged, stream, count);
  return {
    answers: drawn,
    together: 1,
    tiers: drawn.map(({ tier }) => tier),
    weights: drawn.map(({ ranking }) => weightOf(ranking)),
  };
}

function some<Item>(items: readonly Item[], stream: Stream, count: number): Item[] {
  if (items.length === 0) {
    throw new RangeError(
      'No ranking to learn from puts one answer above another: all of them are ties. Nothing is lost. Rank a prompt with an order, then press Play.',
    );
  }
  return stream
    .permutation(items.length)
    .slice(0, count)
    .map((index) => items[index]);
}

function weightOf({ implicit }: RankingEvent): number {
  return implicit ?? 1;
}
