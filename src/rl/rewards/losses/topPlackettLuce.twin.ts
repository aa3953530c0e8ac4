/** What topPlackettLuce.ts must compute, written slowly and obviously. */
import { rankedIn } from './relevances.twin.ts';
import type { LossSettings, Rankings } from './rewardLoss.ts';

/** Loss of every group, and the gradient of their weighted sum with respect to the scores. */
export function topPlackettLuceTwin(
  scores: Float32Array | Float64Array,
  rankings: Rankings,
  { rewardPlaces }: Pick<LossSettings, 'rewardPlaces'>,
) {
  const losses = new Float64Array(rankings.groups);
  const dScores = new Float64Array(scores.length);
  for (let group = 0; group < rankings.groups; group++) {
    const ranked = rankedIn(rankings, group);
    const chosen = ranked.filter(
      ({ relevance }) =>
        relevance > 0 && ranked.filter((other) => other.relevance > relevance).length < rewardPlaces,
    );
    for (const own of chosen) {
      const rows = [own, ...ranked.filter(({ relevance }) => relevance < own.relevance)].map(
        ({ row }) => row,
      );
      const mass = rows.reduce((sum, row) => sum + Math.exp(scores[row] - scores[own.row]), 0);
      losses[group] += Math.log(mass) / chosen.length;
      const share = rankings.weights[group] / chosen.length;
      for (const row of rows) dScores[row] += (share * Math.exp(scores[row] - scores[own.row])) / mass;
      dScores[own.row] -= share;
    }
  }
  return { losses, dScores };
}
