/**
 * Per-token rewards of a rollout: the KL penalty on every token, the score on the last one.
 * Knows log-probabilities and scores, not where they come from.
 */
import code from '../../shaders/ppo/rewardsPerToken.wgsl?raw';
import type { Gpu } from '../../device.ts';
import { linearGrid, type Recorder } from '../../plan.ts';
import type { Tensor } from '../../tensor.ts';
import { sizesBlock, UniformBlock } from '../../uniforms.ts';
import { KL_ESTIMATORS_CODE } from '../kl/klEstimators.ts';

/** Columns of `sequenceStats`, each a sum over the sequence's real tokens. */
export const SEQUENCE_STATS = ['k1', 'k3', 'negativeLogp', 'klPenalty'] as const;

export interface RewardsPerToken {
  /** [batch, R]: log-probability of each response token under the policy that wrote it. */
  readonly logp: Tensor;
  /** [batch, R]: the same under the reference. */
  readonly logpRef: Tensor;
  /** [batch]. */
  readonly scores: Tensor;
  /** u32 [batch]: real tokens of each response. */
  readonly lengths: Tensor;
  /** [batch, R], written. */
  readonly rewards: Tensor;
  /** [batch, R], written: k1 = logp - logpRef, clamped to +-20. */
  readonly kl: Tensor;
  /** [batch, 4], written; see SEQUENCE_STATS. */
  readonly sequenceStats: Tensor;
  readonly batch: number;
  readonly R: number;
  /** From `rewardUniforms`. */
  readonly step: UniformBlock;
}

/** Step-varying scalars: beta, the weight of the KL penalty, and what the KL is estimated by (klEstimatorIndex). */
export function rewardUniforms(gpu: Gpu) {
  return new UniformBlock(gpu, 'rewards', { beta: 'f32', estimator: 'u32' });
}

const KERNEL = {
  name: 'rewardsPerToken',
  code: `${KL_ESTIMATORS_CODE}\n${code}`,
  bindings: ['read', 'read', 'read', 'read', 'readWrite', 'readWrite', 'readWrite', 'uniform', 'uniform'],
} as const;

/**
 * r_t = -beta * k_t, + score at t = length - 1 (Ziegler et al. 2019), k = k1 usually. An empty response gets no score.
 * k3 = exp(-k1) - 1 + k1 is the low-variance estimate of the same KL (Schulman 2020).
 */
export function rewardsPerToken(rec: Recorder, options: RewardsPerToken): void {
  const { logp, logpRef, scores, lengths, rewards, kl, sequenceStats, batch, R, step } = options;
  rec.dispatch(KERNEL, {
    constants: {},
    bindings: [
      logp,
      logpRef,
      scores,
      lengths,
      rewards,
      kl,
      sequenceStats,
      step,
      sizesBlock(rec.gpu, { batch, width: R }),
    ],
    grid: linearGrid(batch, 16),
  });
}
