/** Student's interval, as wide as can be where there is too little to say. */
import { expect, it } from 'vitest';
import { intervalOf } from '../../src/lab/intervals.ts';

it("has Student's interval", () => {
  const { mean, low, high } = intervalOf([1, 2, 3, 4, 5]);
  expect(mean).toBe(3);
  expect(high - mean).toBeCloseTo(2.776 * Math.sqrt(2.5 / 5), 6);
  expect(mean - low).toBeCloseTo(high - mean, 9);
  expect(intervalOf([1])).toEqual({ mean: 1, low: -Infinity, high: Infinity });
  expect(intervalOf([1, 1])).toEqual({ mean: 1, low: -Infinity, high: Infinity });
});
