import { expect, test } from 'vitest';
import { kendallW, midRanks } from '../../../src/preferences/class/concordance.ts';

// `anxiety` of R's package irr: three raters, twenty subjects, many ties. `kendall(anxiety, TRUE)` there prints Wt = 0.54 and
// Chisq(19) = 30.8.
const ANXIETY = [
  [3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3],
  [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4],
  [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2],
];

test('Kendall’s W with ties is what R’s irr gives', () => {
  const { w, chiSquare, rankings, items } = kendallW(ANXIETY);
  expect([rankings, items]).toEqual([3, 20]);
  expect(w).toBeCloseTo(0.54, 2);
  expect(chiSquare).toBeCloseTo(30.8, 1);
});

test('without ties it is that of the sums of ranks, over the most they can be', () => {
  // Sums of ranks 5, 8, 12, 15: S = 25 + 4 + 4 + 25 = 58, most m²(n³ − n)/12 = 80.
  const rankings = [
    [1, 2, 3, 4],
    [1, 2, 3, 4],
    [1, 3, 2, 4],
    [2, 1, 4, 3],
  ];
  expect(kendallW(rankings).w).toBeCloseTo(58 / 80, 12);
});

test('it is 1 where all rank alike, with the same ties too, and 0 where two rank the other way round', () => {
  expect(kendallW([ANXIETY[0], ANXIETY[0]]).w).toBeCloseTo(1, 12);
  expect(
    kendallW([
      [1, 2, 3],
      [3, 2, 1],
    ]).w,
  ).toBe(0);
});

test('only the order counts, and of one ranking, or of ties alone, there is no W', () => {
  expect(
    kendallW([
      [10, 20, 30],
      [0.1, 0.2, 7],
    ]).w,
  ).toBe(1);
  expect(kendallW([[1, 2, 3]]).w).toBeNaN();
  expect(kendallW([]).w).toBeNaN();
  expect(
    kendallW([
      [1, 1],
      [2, 2],
    ]).w,
  ).toBeNaN();
});

test('equal values share the mean of their places', () => {
  expect(midRanks([30, 10, 20, 20])).toEqual([4, 1, 2.5, 2.5]);
});
