/** The rule by which learning rates are chosen. */
import { expect, it } from 'vitest';
import { chosenRate, ratesAround } from '../../src/contest/tuning.ts';

it('tries rates around the usual one and takes the best within the bound', () => {
  expect(ratesAround(3e-4)).toEqual([1e-4, 3e-4, 9e-4]);
  const tried = [
    { learningRate: 1e-4, utility: 0.4, kl: 1 },
    { learningRate: 3e-4, utility: 0.9, kl: 5 },
    { learningRate: 9e-4, utility: 2, kl: 30 },
  ];
  expect(chosenRate(tried)).toBe(3e-4);
  expect(chosenRate(tried, 40)).toBe(9e-4);
  expect(chosenRate(tried, 0.5)).toBe(1e-4);
  const broken = tried.map((one) => ({ ...one, utility: NaN, kl: NaN }));
  expect(chosenRate(broken.toReversed())).toBe(1e-4);
  expect(chosenRate([...broken.slice(1), tried[0]], 0.5)).toBe(1e-4);
});
