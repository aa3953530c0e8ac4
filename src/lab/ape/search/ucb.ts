/**
 * Upper confidence bounds as the code of automatic prompt engineering has them (evaluation/bandits.py): mean + c·√(ln Σn'/n'),
 * n' = n + 10⁻³, c = 1, the first round at random. There, scores are log-probabilities and an arm that was never tried keeps the
 * score 0, which beats them all in the last ranking; here the untried are left out of it. Knows no model.
 */
import type { Stream } from '../../../rl/random.ts';
import type { Strategy } from './strategy.ts';

const EPSILON = 1e-3;

/** Counts and sums of arms, and which to try next. */
export class UpperConfidence {
  readonly #counts: number[];
  readonly #sums: number[];

  constructor(
    arms: number,
    private readonly c = 1,
  ) {
    this.#counts = Array.from({ length: arms }, () => 0);
    this.#sums = Array.from({ length: arms }, () => 0);
  }

  /** @param means of `samples` scores, an arm each */
  update(arms: readonly number[], means: readonly number[], samples = 1): void {
    arms.forEach((arm, index) => {
      this.#counts[arm] += samples;
      this.#sums[arm] += means[index] * samples;
    });
  }

  mean(arm: number): number {
    return this.#counts[arm] === 0 ? 0 : this.#sums[arm] / this.#counts[arm];
  }

  /** The `count` arms of the highest bounds, highest first; any at random before the first update. */
  choose(count: number, random?: Stream): number[] {
    const arms = this.#counts.map((_, arm) => arm);
    const all = this.#counts.reduce((sum, n) => sum + n + EPSILON, 0);
    if (this.#counts.every((n) => n === 0)) {
      return (random?.permutation(arms.length) ?? arms).slice(0, count);
    }
    const bound = arms.map((arm) => {
      const n = this.#counts[arm] + EPSILON;
      return this.#sums[arm] / n + this.c * Math.sqrt(Math.max(0, Math.log(all)) / n);
    });
    return arms.sort((a, b) => bound[b] - bound[a] || a - b).slice(0, count);
  }
}

/** Arms of a round, and examples of an arm in it: a third of the arms in the code's `simple_ape`, with fewer examples here. */
const SHARE = 3;
const SAMPLES = 2;

export const ucb: Strategy = {
  id: 'ucb',
  source: 'Zhou et al. 2022, evaluation/bandits.py',
  async run(board, random) {
    const ids = board.standing;
    const arms = new UpperConfidence(ids.length);
    const round = Math.max(1, Math.ceil(ids.length / SHARE));
    while (board.remaining > 0) {
      const open = arms.choose(ids.length, random).filter((arm) => board.seen(ids[arm]) < board.size);
      if (open.length === 0) break;
      const chosen = open.slice(0, round);
      const scores = await board.pull(chosen.map((arm) => ({ id: ids[arm], count: SAMPLES })));
      chosen.forEach((arm, index) => {
        const got = scores[index];
        if (got.length > 0) arms.update([arm], [got.reduce((sum, s) => sum + s, 0) / got.length], got.length);
      });
      board.nextStage();
    }
    return board.ranked();
  },
};
