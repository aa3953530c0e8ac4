/** Runs put together: intervals, broken runs, the frontier. */
import { expect, it } from 'vitest';
import type { Base, Run } from '../../src/contest/result.ts';
import { standingsOf } from '../../src/contest/standings.ts';

const base = (seed: number): Base => ({
  seed,
  utility: { mean: 1, sd: 2 },
  score: 0.5,
  rankings: 8,
  agreement: 0.8,
  judge: '',
  bestOf: [
    { n: 1, d: 0, value: 0, proxy: 0 },
    { n: 2, d: 0.4, value: seed / 10, proxy: 0.5 },
  ],
});

const run = (method: string, seed: number, utility: number, broken = false): Run => ({
  method,
  seed,
  learningRate: 1e-3,
  looks: [0.25, 1].map((share, at) => ({
    iteration: at + 1,
    utility: 1 + share * (utility - 1),
    score: 1.5,
    kl: 4 * share,
    distinct4: 0.5,
    length: 20,
    ended: 1,
  })),
  broken: broken ? { iteration: 2, why: 'NaN' } : null,
  used: { answers: 64, tokens: 640, updates: 8, learned: 128, seconds: 3 },
});

it('tells utility above the base model in its spreads, over seeds that came to their end', () => {
  const runs = [1, 2, 3].flatMap((seed) => [run('a', seed, 3 + seed), run('b', seed, 5, seed === 2)]);
  const { methods, bestOf } = standingsOf(['a', 'b'], runs, [1, 2, 3].map(base));
  const [a, b] = methods;
  // (3 + seed − 1) ÷ 2 = 1.5, 2, 2.5: mean 2, sd ½, 95 % ± 4.303·½ ÷ √3.
  expect(a.measures?.utility.mean).toBeCloseTo(2, 12);
  expect(a.measures?.utility.high).toBeCloseTo(2 + (4.303 * 0.5) / Math.sqrt(3), 6);
  expect(a.measures?.score.mean).toBeCloseTo(1, 12);
  expect(a.ends.map(({ d }) => d)).toEqual([2, 2, 2]);
  expect(a.path.map(({ d, value }) => [d, value])).toEqual([
    [1, 0.5],
    [2, 2],
  ]);
  expect(b.seeds).toEqual([1, 3]);
  expect(b.broken).toEqual([{ seed: 2, iteration: 2, why: 'NaN' }]);
  // Two are too few to say how far they may be off.
  expect(b.measures?.utility.high).toBe(Infinity);
  expect(bestOf[1].value).toBeCloseTo(0.2, 12);
});

it('a method all of whose runs broke has no numbers, and a seed needs its base', () => {
  const { methods, differences } = standingsOf(['a', 'b'], [run('a', 1, 3, true)], [base(1)]);
  expect(methods.map(({ measures }) => measures)).toEqual([null, null]);
  expect(differences[0].verdict).toBe('few');
  expect(() => standingsOf(['a'], [run('a', 2, 3)], [base(1)])).toThrow(/seed 2/);
});
