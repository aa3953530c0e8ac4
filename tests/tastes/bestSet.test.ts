import { expect, it } from 'vitest';
import { bestSet } from '../../src/tastes/bestSet.ts';

it('finds the set whose pairs are worth most together, as trying them by hand does', () => {
  const between = Array.from({ length: 6 }, (_, i) =>
    Array.from({ length: 6 }, (__, j) => (i === j ? 0 : ((i + 1) * (j + 1) * 7) % 11)),
  );
  let best: number[] = [];
  let most = -1;
  for (let a = 0; a < 6; a++)
    for (let b = a + 1; b < 6; b++)
      for (let c = b + 1; c < 6; c++) {
        const worth = between[a][b] + between[a][c] + between[b][c];
        if (worth > most) [best, most] = [[a, b, c], worth];
      }
  expect(bestSet(between, 3)).toEqual(best);
});

it('takes the first of sets that are worth as much, also where pairs are worth less than nothing', () => {
  const between = [
    [0, -1, -1],
    [-1, 0, -1],
    [-1, -1, 0],
  ];
  expect(bestSet(between, 2)).toEqual([0, 1]);
  expect(bestSet(between, 3)).toEqual([0, 1, 2]);
});
