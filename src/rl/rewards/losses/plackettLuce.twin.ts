/** What plackettLuce.ts must compute, written slowly and obviously. */
import { ABSENT, GROUP_MEMBERS } from '../../../gpu/kernels/listwise/scoredGroups.ts';
import type { Rankings } from './rewardLoss.ts';

/** Loss of every group, and the gradient of their weighted sum with respect to the scores. */
export function plackettLuceTwin(scores: Float32Array, { members, tiers, weights, groups }: Rankings) {
  const losses = new Float32Array(groups);
  const dScores = new Float64Array(scores.length);
  for (let group = 0; group < groups; group++) {
    const slots = Array.from({ length: GROUP_MEMBERS }, (_, slot) => group * GROUP_MEMBERS + slot).filter(
      (slot) => members[slot] !== ABSENT,
    );
    const terms = slots
      .map((own) => ({ own, worse: slots.filter((slot) => tiers[slot] > tiers[own]) }))
      .filter(({ worse }) => worse.length > 0);
    for (const { own, worse } of terms) {
      const contenders = [own, ...worse].map((slot) => members[slot]);
      const top = Math.max(...contenders.map((i) => scores[i]));
      const mass = contenders.reduce((sum, i) => sum + Math.exp(scores[i] - top), 0);
      losses[group] += (Math.log(mass) + top - scores[members[own]]) / terms.length;
      const share = weights[group] / terms.length;
      for (const i of contenders) dScores[i] += (share * Math.exp(scores[i] - top)) / mass;
      dScores[members[own]] -= share;
    }
  }
  return { losses, dScores: Float32Array.from(dScores) };
}
