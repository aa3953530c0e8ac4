/** Groups of ranked scores for tests of reward losses: one loss on a device, and a twin's differences. */
import { ABSENT } from '../../../../src/gpu/kernels/listwise/scoredGroups.ts';
import { defaultsOf } from '../../../../src/rl/fields.ts';
import { LOSS_FIELDS } from '../../../../src/rl/lossFields.ts';
import type { LossSettings, Rankings, RewardLoss } from '../../../../src/rl/rewards/losses/rewardLoss.ts';
import { runOnce, testGpu } from '../../../gpu/harness.ts';

export interface Ranked extends Rankings {
  /** Scores in all. */
  readonly n: number;
}

/** Tiers of each group, in slot order, over sequences in order; the last two sequences are in no group. */
export function rankings(...groups: readonly (readonly number[])[]): Ranked {
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

/** Full, with ties, a pair, all tied, alone, and two tiers mixed: 17 scores, and two in no group. */
export const ODD = rankings([1, 0, 2], [3, 0, 0, 1, 2, 5, 5, 7], [1, 0], [4, 4, 4], [0], [2, 0, 2, 0, 1]);

/** What a loss writes for these scores. */
export async function lossOf(
  loss: RewardLoss,
  scores: Float32Array,
  ranked: Rankings,
  settings: Partial<LossSettings> = {},
) {
  const gpu = await testGpu();
  const { members, tiers, weights, groups } = ranked;
  const n = scores.length;
  const dScores = gpu.upload('dScores', new Float32Array(n).fill(9));
  const losses = gpu.createTensor('losses', [groups]);
  const tensors = {
    scores: gpu.upload('scores', scores),
    members: gpu.upload('members', members),
    tiers: gpu.upload('tiers', tiers),
    weights: gpu.upload('weights', weights),
  };
  const record = { ...tensors, dScores, losses, groups, n };
  const told = { ...defaultsOf(LOSS_FIELDS), ...settings };
  const results = await runOnce(gpu, (rec) => void loss(rec, record, told), [dScores, losses]);
  return { dScores: results[0], losses: results[1] };
}

/** Central differences of a twin's weighted total, by each score. */
export function differences(
  twin: (scores: Float64Array, ranked: Rankings) => { losses: ArrayLike<number> },
  scores: Float32Array,
  ranked: Rankings,
  h = 1e-4,
): Float64Array {
  const total = (values: Float64Array) => {
    const { losses } = twin(values, ranked);
    return ranked.weights.reduce((sum, weight, group) => sum + weight * losses[group], 0);
  };
  return Float64Array.from(scores, (score, i) => {
    const [up, down] = [Float64Array.from(scores), Float64Array.from(scores)];
    up[i] = score + h;
    down[i] = score - h;
    return (total(up) - total(down)) / (2 * h);
  });
}
