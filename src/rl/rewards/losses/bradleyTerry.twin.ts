/** What bradleyTerry.ts must compute, written slowly and obviously. */
import { ABSENT, GROUP_MEMBERS } from '../../../gpu/kernels/listwise/scoredGroups.ts';
import type { Rankings } from './rewardLoss.ts';

/** Loss of every group, and the gradient of their weighted sum with respect to the scores. */
export function bradleyTerryTwin(
  scores: Float32Array | Float64Array,
  { members, tiers, weights, groups }: Rankings,
) {
  const losses = new Float64Array(groups);
  const dScores = new Float64Array(scores.length);
  for (let group = 0; group < groups; group++) {
    const slots = Array.from({ length: GROUP_MEMBERS }, (_, slot) => group * GROUP_MEMBERS + slot).filter(
      (slot) => members[slot] !== ABSENT,
    );
    const pairs = slots.flatMap((better) =>
      slots.filter((worse) => tiers[worse] > tiers[better]).map((worse) => [members[better], members[worse]]),
    );
    for (const [better, worse] of pairs) {
      const wrong = Math.exp(scores[worse] - scores[better]);
      losses[group] += Math.log1p(wrong) / pairs.length;
      const slope = (weights[group] * wrong) / (1 + wrong) / pairs.length;
      dScores[better] -= slope;
      dScores[worse] += slope;
    }
  }
  return { losses, dScores };
}
