import { expect, it } from 'vitest';
import { leashGainsOf, type LeashEnd, type LeashResult } from '../../../src/lab/leash/result.ts';

const end = (utility: number, distinct4: number): LeashEnd => ({ utility, score: 2, kl: 4, distinct4 });

const result = (...tastes: readonly (readonly [held: LeashEnd, cut: LeashEnd])[]): LeashResult => ({
  rankings: 24,
  iterations: 20,
  tastes: tastes.map(([held, cut], at) => ({ taste: ['warmer', 'facts'][at], held, cut })),
});

it('pairs runs within seeds: a mean over tastes first, then over seeds', () => {
  const gains = leashGainsOf([
    result([end(1, 0.8), end(0.5, 0.5)], [end(2, 0.8), end(1.5, 0.5)]),
    result([end(1, 0.8), end(1, 0.6)]),
    result([end(1, 0.8), end(0, 0.4)]),
  ])!;
  expect(gains).toMatchObject({ rankings: 24, iterations: 20, tastes: ['facts', 'warmer'] });
  // Seeds differ by .5, 0 and 1: mean .5, spread .5, half 4.303 · .5 / √3.
  expect(gains.utility.mean).toBeCloseTo(0.5, 12);
  expect(gains.utility.low).toBeCloseTo(0.5 - (4.303 * 0.5) / Math.sqrt(3), 9);
  expect(gains.distinct4.mean).toBeCloseTo(0.3, 12);
  expect(gains.held.utility).toBeCloseTo((1.5 + 1 + 1) / 3, 12);
  expect(gains.cut.distinct4).toBeCloseTo(0.5, 12);
});

it('says nothing of no seed, or of one without a taste', () => {
  expect(leashGainsOf([])).toBeNull();
  expect(leashGainsOf([result([end(1, 1), end(1, 1)]), result()])).toBeNull();
});
