/** Differences of prefix scores telescope to the score. */
import { expect, it } from 'vitest';
import { attributionOf } from '../../../src/rl/rewards/attribution.ts';

it('what tokens add sums to the score less that of the prompt alone', () => {
  const prefixes = [9, 9, 0.5, 0.25, 1.25, -0.5];
  const { start, parts } = attributionOf(prefixes, 3);
  expect(start).toBe(0.5);
  expect(parts).toEqual([-0.25, 1, -1.75]);
  expect(parts.reduce((sum, part) => sum + part, start)).toBe(-0.5);
});
