/** Which questions are learnt from. */
import { expect, it } from 'vitest';
import { GROUP, toldApart } from '../../../../src/lab/tools/experiment/practice.ts';

const group = (right: number) => Array.from({ length: GROUP }, (_, row) => row < right);

it('learns from questions whose dialogues ended some right and some not', () => {
  expect(toldApart([group(0), group(1), group(GROUP), group(GROUP - 1), group(0)].flat())).toEqual([1, 3]);
  expect(toldApart([])).toEqual([]);
  // The right one may stand anywhere, and neighbours of another group count for nothing.
  expect(toldApart([...group(0), ...group(GROUP), ...group(2).toReversed()])).toEqual([2]);
});
