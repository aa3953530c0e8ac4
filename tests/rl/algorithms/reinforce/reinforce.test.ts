import { expect, it } from 'vitest';
import { baselinesOf } from '../../../../src/rl/algorithms/reinforce/reinforce.ts';

const REWARDS = [1, 2, 6];
const of = (baseline: 'mean' | 'leaveOut' | 'average' | 'none', average: number | null = null) =>
  baselinesOf(REWARDS, { baseline, baselineDecay: 0.75 }, { average });

it('takes off the mean, that of the others, or nothing', () => {
  expect(of('mean').baselines).toEqual([3, 3, 3]);
  expect(of('leaveOut').baselines).toEqual([4, 3.5, 1.5]);
  expect(of('none').baselines).toEqual([0, 0, 0]);
});

it('takes off the average of the batches before, which the first has not; each batch enters it once', () => {
  expect(of('average')).toEqual({ baselines: [3, 3, 3], average: 3 });
  expect(of('average', -1)).toEqual({ baselines: [-1, -1, -1], average: 0 });
  // It is kept, whatever baseline is chosen, for who chooses it later.
  expect(of('mean', -1).average).toBe(0);
});

it('has no others in a batch of one', () => {
  expect(baselinesOf([5], { baseline: 'leaveOut', baselineDecay: 0 }, { average: null }).baselines).toEqual([
    0,
  ]);
});
