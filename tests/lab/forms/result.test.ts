import { expect, it } from 'vitest';
import { gainsOf, type FormsResult } from '../../../src/lab/forms/result.ts';

const result = (
  sizes: readonly (readonly [rankings: number, whole: number, best: number])[],
): FormsResult => ({
  sizes: sizes.map(([rankings, whole, best]) => ({
    rankings,
    tastes: ['warmer'],
    accuracy: { whole, allPairs: whole, best, pair: 0.5 },
  })),
});

it('tells differences of the same seed, at the sizes that every seed has', () => {
  const gains = gainsOf([
    result([
      [64, 0.8, 0.7],
      [8, 0.6, 0.6],
    ]),
    result([
      [8, 0.7, 0.6],
      [16, 0.9, 0.1],
      [64, 0.9, 0.85],
    ]),
    result([
      [8, 0.8, 0.9],
      [64, 0.85, 0.75],
    ]),
  ]);
  expect(gains.map(({ rankings }) => rankings)).toEqual([8, 64]);
  const [few, many] = gains;
  expect(few.overBest.mean).toBeCloseTo(0, 12);
  expect(many.whole).toBeCloseTo(0.85, 12);
  // Differences .1, .05, .1: mean 1/12, spread .0289, half 4.303 · .0289 / √3.
  expect(many.overBest.mean).toBeCloseTo(0.25 / 3, 12);
  expect(many.overBest.low).toBeCloseTo(0.25 / 3 - (4.303 * 0.0288675134595) / Math.sqrt(3), 9);
  expect(many.overAllPairs).toEqual({ mean: 0, low: 0, high: 0 });
  expect(gainsOf([])).toEqual([]);
});
