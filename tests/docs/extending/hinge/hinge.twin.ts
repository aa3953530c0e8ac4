/** What hinge.ts must compute, written slowly and obviously. */
import { ABSENT } from '../../../../src/gpu/kernels/listwise/scoredGroups.ts';
import type { Rankings } from '../../../../src/rl/rewards/losses/rewardLoss.ts';

/** Loss of every group, and the gradient of their weighted sum with respect to the scores. */
export function hingeTwin(
  scores: Float32Array | Float64Array,
  { members, tiers, weights, groups }: Rankings,
) {
  const losses = new Float64Array(groups);
  const dScores = new Float64Array(scores.length);
  for (let group = 0; group < groups; group++) {
    const slots = [0, 1, 2, 3, 4, 5, 6, 7]
      .map((slot) => 8 * group + slot)
      .filter((slot) => members[slot] !== ABSENT);
    const pairs = slots.flatMap((better) =>
      slots.filter((worse) => tiers[worse] > tiers[better]).map((worse) => [members[better], members[worse]]),
    );
    for (const [better, worse] of pairs) {
      const term = 1 - (scores[better] - scores[worse]);
      if (term <= 0) continue;
      losses[group] += term / pairs.length;
      dScores[better] -= weights[group] / pairs.length;
      dScores[worse] += weights[group] / pairs.length;
    }
  }
  return { losses, dScores };
}
