/**
 * Two ways to take length out of a reward after it was learnt. `residual`: what scores say of length alone is fitted over answers
 * that nobody judged, within each question, and subtracted (as a length-controlled win rate does it, Dubois et al. 2024). `anchored`:
 * a few rankings, at which users do look, say how much of length they want beside the rest of the score: two numbers fitted, where
 * training on the same rankings would fit a whole model. Pure. Knows neither users nor the reward model.
 */
import type { Pool } from './pool.ts';

type Scores = readonly (readonly number[])[];

/** A ranking's answers: score, length in words, and tier (0 best). */
export interface Anchor {
  readonly scores: readonly number[];
  readonly words: readonly number[];
  readonly tiers: readonly number[];
}

/** Of scores over words, within questions, by least squares: score for a word more. 0 where lengths do not differ. */
export function slopeOverWords(pool: Pool, scores: Scores): number {
  let [covariance, variance] = [0, 0];
  pool.forEach((answers, question) => {
    const middle = mean(answers.map(({ words }) => words));
    const usual = mean(scores[question]);
    answers.forEach(({ words }, index) => {
      covariance += (words - middle) * (scores[question][index] - usual);
      variance += (words - middle) ** 2;
    });
  });
  return variance > 0 ? covariance / variance : 0;
}

/** Scores with so much more for each word. */
export function withWords(pool: Pool, scores: Scores, perWord: number): number[][] {
  return scores.map((each, question) =>
    each.map((score, index) => score + perWord * pool[question][index].words),
  );
}

/** Spread of the prior on both numbers, in spreads of what they weigh: a few rankings say little by themselves. */
const PRIOR = 2;
/** Newton's steps: the posterior is concave, and a handful are enough. */
const STEPS = 20;
/** Rankings may not turn the score over: it is what most was learnt from. */
const LEAST_SCALE = 0.1;

/**
 * How much of a word's length a few rankings want beside a score: the maximum a posteriori of Plackett-Luce over
 * scale · score + length · words, both standardised, under a normal prior about 1 and 0; as score for a word more. Ties say nothing:
 * an answer is compared with those of lower tiers.
 * @param spread of scores and of words, what the two are standardised by
 */
export function wordsWanted(
  anchors: readonly Anchor[],
  spread: { readonly scores: number; readonly words: number },
): number {
  const choices = anchors.flatMap((anchor) => choicesOf(anchor, spread));
  let at: Pair = [1, 0];
  for (let step = 0; step < STEPS; step++) {
    // The prior's part of gradient and curvature; each choice adds mean and covariance of what was there to choose.
    const slope = [(1 - at[0]) / PRIOR ** 2, -at[1] / PRIOR ** 2];
    let [a, b, d] = [1 / PRIOR ** 2, 0, 1 / PRIOR ** 2];
    for (const among of choices) {
      const worth = among.map(([x, y]) => at[0] * x + at[1] * y);
      const most = Math.max(...worth);
      const shares = worth.map((value) => Math.exp(value - most));
      const total = shares.reduce((sum, share) => sum + share, 0);
      const mean = (of: (each: Pair) => number) =>
        among.reduce((sum, each, index) => sum + (shares[index] / total) * of(each), 0);
      const [x, y] = [mean(([first]) => first), mean(([, second]) => second)];
      slope[0] += among[0][0] - x;
      slope[1] += among[0][1] - y;
      a += mean(([first]) => first * first) - x * x;
      b += mean(([first, second]) => first * second) - x * y;
      d += mean(([, second]) => second * second) - y * y;
    }
    const determinant = a * d - b * b;
    const scale = at[0] + (d * slope[0] - b * slope[1]) / determinant;
    at = [Math.max(LEAST_SCALE, scale), at[1] + (a * slope[1] - b * slope[0]) / determinant];
  }
  return (at[1] / at[0]) * (spread.scores / spread.words);
}

/** Score and words, standardised. */
type Pair = readonly [number, number];

/** Each answer of a ranking with those of lower tiers, itself first. */
function choicesOf({ scores, words, tiers }: Anchor, spread: { scores: number; words: number }): Pair[][] {
  const pairs = scores.map((score, index): Pair => [score / spread.scores, words[index] / spread.words]);
  return tiers.flatMap((tier, chosen) => {
    const below = pairs.filter((_, index) => tiers[index] > tier);
    return below.length > 0 ? [[pairs[chosen], ...below]] : [];
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
