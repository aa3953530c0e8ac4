/**
 * What rankings say of tokens and lengths: a ridge regression of each answer's centred Borda count on a bag of its tokens
 * (ridge.ts). Comes when a bag is wanted. Knows answers' tokens and tiers; knows no prompt.
 */
import { fitRidge } from './ridge.ts';
import { sparseRows } from './sparseRows.ts';
import type { BagState } from './tokenBag.ts';
import { bagRow, vocabularyOf } from './vocabulary.ts';

/** A ranking as a bag sees it. */
export interface RankedAnswers {
  /** Tokens of each answer, without its prompt. */
  readonly answers: readonly (readonly number[])[];
  /** Tier of each, 0 best. */
  readonly tiers: readonly number[];
  /** How much it counts, up to 1, which it is when left out. */
  readonly weight?: number;
}

/**
 * A bag learned from nothing each time: there is one answer and nothing to draw. Not normalised yet.
 * @returns null where they say nothing: there are none, or all are tied
 * @throws RangeError where a number is not finite
 */
export function learnBag(rankings: readonly RankedAnswers[]): BagState | null {
  const answers = rankings.flatMap((ranking) => ranking.answers);
  if (answers.length === 0) return null;
  const vocabulary = vocabularyOf(answers);
  const dim = vocabulary.places.size + 1;
  const rows = answers.map((tokens) => bagRow(vocabulary, tokens));
  let first = 0;
  const ranked = rankings.map(({ tiers, weight }) => ({
    first: (first += tiers.length) - tiers.length,
    tiers,
    weight,
  }));
  const weights = [...fitRidge(sparseRows(rows, dim), ranked).weights];
  if (weights.every((weight) => weight === 0)) return null;
  const { mean, spread } = vocabulary;
  return {
    tokens: [...vocabulary.places.keys()],
    weights: weights.slice(0, -1),
    length: { weight: weights[dim - 1], mean, spread },
    mean: 0,
    std: 1,
  };
}
