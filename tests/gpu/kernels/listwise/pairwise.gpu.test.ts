import { describe, expect, it } from 'vitest';
import { ABSENT } from '../../../../src/gpu/kernels/listwise/listwise.ts';
import { pairwiseLoss } from '../../../../src/gpu/kernels/listwise/pairwise.ts';
import { pairwiseLossTwin } from '../../../../src/gpu/kernels/listwise/pairwise.twin.ts';
import { expectClose, randomArray, runOnce, testGpu } from '../../harness.ts';

/** Tiers of each group, in slot order, over sequences in order; the last two sequences are in no group. */
function rankings(...groups: readonly (readonly number[])[]) {
  const members = new Uint32Array(groups.length * 8).fill(ABSENT);
  const tiers = new Uint32Array(groups.length * 8);
  let n = 0;
  groups.forEach((group, index) =>
    group.forEach((tier, slot) => {
      members[index * 8 + slot] = n++;
      tiers[index * 8 + slot] = tier;
    }),
  );
  const weights = Float32Array.from(groups, (_, index) => 1 / (index + 2));
  return { members, tiers, weights, groups: groups.length, n: n + 2 };
}

async function runPairwise(scores: Float32Array, ranking: ReturnType<typeof rankings>) {
  const gpu = await testGpu();
  const { members, tiers, weights, groups, n } = ranking;
  const dScores = gpu.upload('dScores', new Float32Array(n).fill(9));
  const losses = gpu.createTensor('losses', [groups]);
  const tensors = {
    scores: gpu.upload('scores', scores),
    members: gpu.upload('members', members),
    tiers: gpu.upload('tiers', tiers),
    weights: gpu.upload('weights', weights),
  };
  const record = { ...tensors, dScores, losses, groups, n };
  const results = await runOnce(gpu, (rec) => pairwiseLoss(rec, record), [dScores, losses]);
  return { dScores: results[0], losses: results[1] };
}

const ODD = rankings([1, 0, 2], [3, 0, 0, 1, 2, 5, 5, 7], [1, 0], [4, 4, 4], [0], [2, 0, 2, 0, 1]);

describe('pairwiseLoss', () => {
  it('matches the twin on full, partial, tied and single groups, and clears the rest', async () => {
    const scores = randomArray(ODD.n, 1, 3);
    const { dScores, losses } = await runPairwise(scores, ODD);
    const expected = pairwiseLossTwin(scores, ODD);
    expectClose(losses, expected.losses, 1e-6);
    expectClose(dScores, expected.dScores, 1e-6);
    expect([...losses.subarray(3, 5)]).toEqual([0, 0]);
    expect([...dScores.subarray(13, 17)]).toEqual([0, 0, 0, 0]);
    expect([...dScores.subarray(ODD.n - 2)]).toEqual([0, 0]);
  });

  it('agrees with finite differences of the weighted total', async () => {
    const scores = randomArray(ODD.n, 2, 2);
    const { dScores } = await runPairwise(scores, ODD);
    const total = (s: Float64Array) =>
      pairwiseLossTwin(s, ODD).losses.reduce((sum, loss, group) => sum + loss * ODD.weights[group], 0);
    const h = 1e-4;
    const differences = Float64Array.from(scores, (score, i) => {
      const [up, down] = [Float64Array.from(scores), Float64Array.from(scores)];
      up[i] = score + h;
      down[i] = score - h;
      return (total(up) - total(down)) / (2 * h);
    });
    expectClose(dScores, differences, 1e-5);
  });

  it('stays finite for scores far apart, either way round', async () => {
    const apart = rankings([0, 1], [1, 0]);
    const { losses, dScores } = await runPairwise(Float32Array.of(-90, 90, -90, 90, 0, 0), apart);
    expect([...losses]).toEqual([180, 0]);
    expect([...dScores]).toEqual([-0.5, 0.5, 0, 0, 0, 0]);
  });
});
