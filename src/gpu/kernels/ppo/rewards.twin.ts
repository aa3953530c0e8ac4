/** What rewards.ts must compute, written slowly and obviously. */
import type { KlEstimator } from '../kl/klEstimators.ts';
import { klValueTwin } from '../kl/klEstimators.twin.ts';

/** Rewards and k1 per token, and [k1, k3, -logp, -beta * k] summed per sequence. */
export function rewardsPerTokenTwin(
  logp: Float32Array,
  logpRef: Float32Array,
  scores: Float32Array,
  lengths: Uint32Array,
  options: {
    readonly batch: number;
    readonly R: number;
    readonly beta: number;
    readonly estimator?: KlEstimator;
  },
) {
  const { batch, R, beta, estimator = 'k1' } = options;
  const rewards = new Float32Array(batch * R);
  const kl = new Float32Array(batch * R);
  const sequenceStats = new Float32Array(batch * 4);
  for (let row = 0; row < batch; row++) {
    const sums = [0, 0, 0, 0];
    for (let t = 0; t < lengths[row]; t++) {
      const i = row * R + t;
      const d = Math.min(20, Math.max(-20, logp[i] - logpRef[i]));
      kl[i] = d;
      rewards[i] = -beta * klValueTwin(estimator, d) + (t === lengths[row] - 1 ? scores[row] : 0);
      sums[0] += d;
      sums[1] += klValueTwin('k3', d);
      sums[2] -= logp[i];
      sums[3] -= beta * klValueTwin(estimator, d);
    }
    sequenceStats.set(sums, row * 4);
  }
  return { rewards, kl, sequenceStats };
}
