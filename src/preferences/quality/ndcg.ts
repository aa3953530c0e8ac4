/**
 * Normalised discounted cumulative gain of a ranking in the order of scores (Järvelin and Kekäläinen 2002). Gain 2^y − 1
 * with y the number of tiers an answer stands above the worst, discount log₂(1 + place), over all places: allRank's and
 * TF-Ranking's; scikit-learn's gain is y itself. Pure.
 */
import type { ScoredRanking } from '../agreement.ts';

/**
 * Answers of equal score share the mean discount of their places (McSherry and Najork 2008), so that their order says
 * nothing.
 *
 * @returns 1 in the ranking's own order; NaN where all are tied and none is better than another: allRank says 1 there,
 * others 0
 */
export function ndcg({ tiers, scores }: ScoredRanking): number {
  const answers = gainsOf(tiers);
  const byScore = answers.toSorted((a, b) => scores[b.answer] - scores[a.answer]);
  const total = byScore.reduce((sum, { answer, gain }) => {
    const alike = byScore.flatMap((other, place) =>
      scores[other.answer] === scores[answer] ? [discount(place)] : [],
    );
    return sum + (gain * alike.reduce((all, one) => all + one, 0)) / alike.length;
  }, 0);
  return total / idealOf(answers);
}

/** What is expected of it by lot: each gain at the mean discount of all places. */
export function ndcgByLot(tiers: ScoredRanking['tiers']): number {
  const answers = gainsOf(tiers);
  const mean = answers.reduce((sum, _, place) => sum + discount(place), 0) / answers.length;
  return answers.reduce((sum, { gain }) => sum + gain * mean, 0) / idealOf(answers);
}

interface Gain {
  readonly answer: number;
  readonly gain: number;
}

/** In the ranking's order. */
function gainsOf(tiers: ScoredRanking['tiers']): readonly Gain[] {
  return tiers.flatMap((tier, rank) =>
    tier.map((answer) => ({ answer, gain: 2 ** (tiers.length - 1 - rank) - 1 })),
  );
}

function idealOf(answers: readonly Gain[]): number {
  return answers.reduce((sum, { gain }, place) => sum + gain * discount(place), 0);
}

/** @param place from 0 */
function discount(place: number): number {
  return 1 / Math.log2(place + 2);
}
