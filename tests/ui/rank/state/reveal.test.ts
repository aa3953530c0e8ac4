import { expect, it } from 'vitest';
import { byScore, revealOf } from '../../../../src/ui/rank/state/reveal.ts';

const TIERS = [[2], [0, 3], [1]];

it('gives places in both orders, and who stands on the other side', () => {
  const revealed = revealOf({ tiers: TIERS }, [0.5, 1.5, 1, -1]);
  expect(revealed.map(({ index, rank, modelRank }) => [index, rank, modelRank])).toEqual([
    [2, 1, 2],
    [0, 2, 3],
    [3, 2, 4],
    [1, 3, 1],
  ]);
  // 1 was put last and scores best; of the tie between 0 and 3 nothing was said.
  expect(revealed.map(({ against }) => against)).toEqual([[1], [1], [1], [2, 0, 3]]);
  expect(byScore(revealed).map(({ index }) => index)).toEqual([1, 2, 0, 3]);
});

it('lets equal scores share a place and contradict nobody', () => {
  const revealed = revealOf({ tiers: [[0], [1], [2]] }, [1, 1, 0]);
  expect(revealed.map(({ modelRank }) => modelRank)).toEqual([1, 1, 3]);
  expect(revealed.flatMap(({ against }) => against)).toEqual([]);
  expect(byScore(revealed).map(({ index }) => index)).toEqual([0, 1, 2]);
});

it('knows only the order given where there are no scores', () => {
  const revealed = revealOf({ tiers: TIERS }, null);
  expect(revealed.map(({ index }) => index)).toEqual([2, 0, 3, 1]);
  expect(revealed.every(({ modelRank, against }) => modelRank === null && against.length === 0)).toBe(true);
  expect(byScore(revealed)).toEqual([]);
});

it('leaves out answers that nobody ranked', () => {
  const revealed = revealOf({ tiers: [[1], [0]] }, [0, 1, 9]);
  expect(revealed.map(({ index, modelRank }) => [index, modelRank])).toEqual([
    [1, 1],
    [0, 2],
  ]);
});
