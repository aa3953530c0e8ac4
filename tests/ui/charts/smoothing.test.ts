import { expect, test } from 'vitest';
import { smooth } from '../../../src/ui/charts/smoothing.ts';

test('a constant stays what it is from the first value on', () => {
  expect(smooth([5, 5, 5], 0.9)).toEqual([5, 5, 5]);
});

test('is the debiased moving average', () => {
  const [first, second, third] = smooth([1, 2, 4], 0.5);
  expect(first).toBe(1);
  expect(second).toBeCloseTo((0.5 * 1 + 2) / 1.5);
  expect(third).toBeCloseTo((0.25 * 1 + 0.5 * 2 + 4) / 1.75);
});

test('weight 0 changes nothing', () => {
  expect(smooth([3, -1, 2], 0)).toEqual([3, -1, 2]);
});
