/** Contests of several tastes as one: methods meet within a taste's seed, never across. */
import { expect, it } from 'vitest';
import { pooled, type Contest } from '../../src/contest/pooled.ts';
import type { Base, Run } from '../../src/contest/result.ts';

const USED = { answers: 1, tokens: 1, updates: 1, learned: 1, seconds: 1 };

/** A taste whose base models have `mean`; each method's utility by seed, null where it broke. */
function contest(mean: number, utilities: Readonly<Record<string, readonly (number | null)[]>>): Contest {
  const seeds = Object.values(utilities)[0].map((_, at) => at + 1);
  return {
    bases: seeds.map((seed): Base => ({
      seed,
      utility: { mean, sd: 2 },
      score: 0,
      rankings: 8,
      agreement: null,
      judge: '',
      bestOf: [{ n: 2, d: 0.5, value: mean, proxy: 0 }],
    })),
    runs: Object.entries(utilities).flatMap(([method, all]) =>
      all.map((utility, at): Run => ({
        method,
        seed: at + 1,
        learningRate: null,
        looks:
          utility === null
            ? []
            : [{ iteration: 1, utility, score: 0, kl: 1, distinct4: 1, length: 1, ended: 1 }],
        broken: utility === null ? { iteration: 1, why: 'NaN' } : null,
        used: USED,
      })),
    ),
  };
}

const ONE = contest(1, { a: [3, 5, 7], b: [1, 3, 5] });
const OTHER = contest(101, { a: [105, 103, null], b: [103, 101, 99] });

it('has each taste’s gains above its own base model, and differences within a taste’s seed', () => {
  const { methods, differences, bestOf } = pooled(['a', 'b'], [ONE, OTHER]);
  const [a, b] = methods;
  // Gains 1, 2, 3 and 2, 1; 0, 1, 2 and 1, 0, −1: in spreads of 2.
  expect(a.measures!.utility.mean).toBeCloseTo(9 / 5, 12);
  expect(b.measures!.utility.mean).toBeCloseTo(3 / 6, 12);
  expect([a.seeds.length, a.broken.length, b.seeds.length]).toEqual([5, 1, 6]);
  // One spread in every pair that both came through.
  expect(differences).toMatchObject([{ one: 'a', other: 'b', seeds: 5, verdict: 'more', p: 0 }]);
  expect(differences[0].difference.mean).toBeCloseTo(1, 12);
  expect(bestOf[0].value).toBeCloseTo(51, 12);
});

it('of one taste is that taste’s', () => {
  const { methods } = pooled(['a', 'b'], [ONE]);
  expect(methods.map(({ measures }) => measures!.utility.mean)).toEqual([2, 1]);
});
