import { expect, it } from 'vitest';
import { align } from '../../../src/ui/charts/align.ts';

it('puts curves on one x, with nothing where a curve has no point', () => {
  expect(
    align([
      {
        x: [1, 3],
        ys: [
          [10, 30],
          [11, 31],
        ],
      },
      { x: [2, 3], ys: [[20, 21]] },
      { x: [], ys: [[]] },
    ]),
  ).toEqual([
    [1, 2, 3],
    [10, null, 30],
    [11, null, 31],
    [null, 20, 21],
    [null, null, null],
  ]);
  expect(align([{ x: [1], ys: [[2]] }])).toEqual([[1], [2]]);
});
