/** What lambdaLoss.ts must compute, written slowly and obviously. */
import { pairWeights } from './lambdaLoss.ts';
import { gainsOf, rankedIn } from './relevances.twin.ts';
import type { LossSettings, Rankings } from './rewardLoss.ts';

/** Loss of every group, and the gradient of their weighted sum with respect to the scores. */
export function lambdaLossTwin(
  scores: Float32Array | Float64Array,
  rankings: Rankings,
  settings: Pick<LossSettings, 'rewardSteepness' | 'rewardCutoff' | 'rewardPairWeights' | 'rewardLambdaMix'>,
) {
  const { rewardSteepness: sigma, rewardCutoff: places } = settings;
  const { ndcg2, lambda } = pairWeights(settings);
  const inverse = (place: number) => 1 / Math.log2(1 + place);
  const losses = new Float64Array(rankings.groups);
  const dScores = new Float64Array(scores.length);
  for (let group = 0; group < rankings.groups; group++) {
    const ranked = rankedIn(rankings, group);
    const gains = gainsOf(ranked, places);
    const order = ranked.toSorted((a, b) => scores[b.row] - scores[a.row]);
    ranked.forEach((better, i) => {
      ranked.forEach((worse, j) => {
        const [p, q] = [1 + order.indexOf(better), 1 + order.indexOf(worse)];
        if (better.relevance <= worse.relevance || p > places || q > places) return;
        const apart = Math.abs(p - q);
        const weight =
          (ndcg2 * (inverse(apart) - inverse(apart + 1)) + lambda * Math.abs(inverse(p) - inverse(q))) *
          Math.abs(gains[i] - gains[j]);
        const wrong = Math.exp(sigma * (scores[worse.row] - scores[better.row]));
        losses[group] += (weight * Math.log1p(wrong)) / Math.LN2;
        const slope = (rankings.weights[group] * weight * sigma * wrong) / (1 + wrong) / Math.LN2;
        dScores[better.row] -= slope;
        dScores[worse.row] += slope;
      });
    });
  }
  return { losses, dScores };
}
