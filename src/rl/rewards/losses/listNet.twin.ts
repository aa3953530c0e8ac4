/** What listNet.ts must compute, written slowly and obviously. */
import { rankedIn } from './relevances.twin.ts';
import type { Rankings } from './rewardLoss.ts';

/** Loss of every group, and the gradient of their weighted sum with respect to the scores. */
export function listNetTwin(scores: Float32Array | Float64Array, rankings: Rankings) {
  const losses = new Float64Array(rankings.groups);
  const dScores = new Float64Array(scores.length);
  for (let group = 0; group < rankings.groups; group++) {
    const ranked = rankedIn(rankings, group);
    const wanted = softmax(ranked.map(({ relevance }) => relevance));
    const given = softmax(ranked.map(({ row }) => scores[row]));
    ranked.forEach(({ row }, i) => {
      losses[group] -= wanted[i] * Math.log(given[i]);
      dScores[row] += rankings.weights[group] * (given[i] - wanted[i]);
    });
  }
  return { losses, dScores };
}

function softmax(values: readonly number[]): readonly number[] {
  const top = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - top));
  const mass = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / mass);
}
