/** What approxNdcg.ts must compute, written slowly and obviously. */
import { gainsOf, rankedIn } from './relevances.twin.ts';
import type { LossSettings, Rankings } from './rewardLoss.ts';

/** Loss of every group, and the gradient of their weighted sum with respect to the scores. */
export function approxNdcgTwin(
  scores: Float32Array | Float64Array,
  rankings: Rankings,
  { rewardSharpness: alpha }: Pick<LossSettings, 'rewardSharpness'>,
) {
  const losses = new Float64Array(rankings.groups);
  const dScores = new Float64Array(scores.length);
  for (let group = 0; group < rankings.groups; group++) {
    const ranked = rankedIn(rankings, group);
    const gains = gainsOf(ranked);
    ranked.forEach((own, i) => {
      const others = ranked.filter((other) => other !== own);
      const passed = others.map((other) => 1 / (1 + Math.exp(alpha * (scores[own.row] - scores[other.row]))));
      const place = 1 + passed.reduce((sum, share) => sum + share, 0);
      losses[group] -= gains[i] / Math.log2(1 + place);
      const byPlace = gains[i] / Math.log2(1 + place) ** 2 / ((1 + place) * Math.LN2);
      others.forEach((other, at) => {
        const slope = rankings.weights[group] * byPlace * alpha * passed[at] * (1 - passed[at]);
        dScores[other.row] += slope;
        dScores[own.row] -= slope;
      });
    });
  }
  return { losses, dScores };
}
