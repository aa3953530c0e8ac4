/** Student's t against its table, and Holm's adjustment against a case done by hand. */
import { expect, it } from 'vitest';
import { holm, twoSided } from '../../src/contest/student.ts';

it('gives 5 % at the table’s critical values', () => {
  const table = [12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622, 2.2281];
  for (const [at, t] of table.entries()) {
    expect(twoSided(t, at + 1)).toBeCloseTo(0.05, 4);
    expect(twoSided(-t, at + 1)).toBe(twoSided(t, at + 1));
  }
  expect(twoSided(2.0423, 30)).toBeCloseTo(0.05, 4);
  expect(twoSided(0, 4)).toBe(1);
  expect(twoSided(Infinity, 4)).toBeCloseTo(0, 12);
  expect(twoSided(NaN, 4)).toBeNaN();
});

it('holds several comparisons against one level', () => {
  // Smallest times 4, next times 3 and so on, never below the one before.
  const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
  [0.03, 0.06, 0.06, 0.02].forEach((p, at) => expect(adjusted[at]).toBeCloseTo(p, 12));
  expect(holm([0.6, 0.9])).toEqual([1, 1]);
  expect(holm([])).toEqual([]);
});
