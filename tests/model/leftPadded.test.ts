import { describe, expect, it } from 'vitest';
import { fromLeftPadded } from './leftPadded.ts';

describe('fromLeftPadded', () => {
  it('drops the padding, not tokens that look like it', () => {
    const ids = [
      [0, 0, 0, 5],
      [7, 0, 8, 9],
      [0, 0, 6, 0],
    ];
    const mask = [
      [0, 0, 1, 1],
      [1, 1, 1, 1],
      [0, 0, 1, 1],
    ];
    expect(fromLeftPadded(ids, mask)).toEqual([
      [0, 5],
      [7, 0, 8, 9],
      [6, 0],
    ]);
  });

  it.each([
    ['padding on the right', [[1, 2, 0]], [[1, 1, 0]], /left only/],
    ['a hole', [[1, 2, 3]], [[1, 0, 1]], /left only/],
    ['a mask of other numbers', [[1, 2, 3]], [[0, 1, 2]], /left only/],
    ['no token', [[1, 2]], [[0, 0]], /no token/],
    ['a mask of another length', [[1, 2]], [[1]], /mask of 1 for its 2/],
    ['another number of masks', [[1, 2]], [], /1 prompts have 0 masks/],
  ])('refuses %s', (_, ids, mask, message) => {
    expect(() => fromLeftPadded(ids, mask)).toThrow(message);
  });
});
