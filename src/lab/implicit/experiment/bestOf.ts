/**
 * A policy made by a reward: of n answers to each question the one that scores best is given (best-of-n, whose KL to the model as
 * it was is ln n − (n − 1)/n; Stiennon et al. 2020, Gao et al. 2022). As much optimisation as one likes, without training. Pure.
 */
import type { Pool } from './pool.ts';

/** What best-of-n gives, on average. */
export interface BestOf {
  readonly n: number;
  /** Nats. */
  readonly kl: number;
  readonly utility: number;
  readonly words: number;
}

/** For each n, over as many draws of n answers as a question's answers are cut into. */
export function bestOf(
  pool: Pool,
  scores: readonly (readonly number[])[],
  sizes: readonly number[],
): BestOf[] {
  return sizes.map((n) => {
    const given = pool.flatMap((answers, question) =>
      Array.from({ length: Math.floor(answers.length / n) }, (_, draw) => {
        const indexes = Array.from({ length: n }, (__, i) => draw * n + i);
        return answers[
          indexes.reduce((best, i) => (scores[question][i] > scores[question][best] ? i : best))
        ];
      }),
    );
    const mean = (of: (answer: (typeof given)[number]) => number) =>
      given.reduce((sum, answer) => sum + of(answer), 0) / given.length;
    return {
      n,
      kl: Math.log(n) - (n - 1) / n,
      utility: mean(({ utility }) => utility),
      words: mean(({ words }) => words),
    };
  });
}
