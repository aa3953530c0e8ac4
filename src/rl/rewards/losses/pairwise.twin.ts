/** What pairwise.ts must compute, written slowly and obviously. */
import { rankedIn } from './relevances.twin.ts';
import type { Rankings } from './rewardLoss.ts';

/** Loss of every group, and the gradient of their weighted sum with respect to the scores. */
export function pairwiseTwin(scores: Float32Array | Float64Array, rankings: Rankings) {
  const losses = new Float64Array(rankings.groups);
  const dScores = new Float64Array(scores.length);
  for (let group = 0; group < rankings.groups; group++) {
    const ranked = rankedIn(rankings, group);
    for (const better of ranked) {
      for (const worse of ranked) {
        if (better.relevance <= worse.relevance) continue;
        const wrong = Math.exp(scores[worse.row] - scores[better.row]);
        losses[group] += Math.log1p(wrong);
        const slope = (rankings.weights[group] * wrong) / (1 + wrong);
        dScores[better.row] -= slope;
        dScores[worse.row] += slope;
      }
    }
  }
  return { losses, dScores };
}
