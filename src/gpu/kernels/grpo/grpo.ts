/**
 * Policy losses of methods that give a response, or each of its tokens, an advantage: GRPO and those named after what they changed of it, RLOO,
 * REINFORCE. With ρ_t = π/π_old of a token, n its response's tokens, w_t a factor that has no gradient (1 where there is none),
 *
 *   L = Σ over tokens of share · (w_t · term_t + β · kl_t)
 *
 *   term       token     max(−A·ρ_t, −A·clip(ρ_t, 1 − ε_low, 1 + ε_high))     Schulman et al. 2017; GRPO, Shao et al. 2024
 *              sequence  the same of s = (Π ρ_t)^(1/n), one ratio a response  GSPO, Zheng et al. 2025
 *              response  the same of Π ρ_t                                    RLOO, Ahmadian et al. 2024
 *              stopped   −A·sg[clip(ρ_t, 1 − ε_low, 1 + ε_high)]·log π        CISPO, MiniMax 2025
 *              soft      −A·σ(τ·(ρ_t − 1))·4/τ, τ by the sign of A            SAPO, Gao et al. 2025
 *              plain     −A·log π                                             REINFORCE, Williams 1992
 *              sequenceToken  as token, of sg[s·π_old ÷ π]·ρ_t: s by value, a gradient for each token; A may differ among an
 *                        answer's tokens, and where it does not this is `sequence`  GSPO-token, Zheng et al. 2025
 *   share      sequence  1 ÷ (n · responses)                                  GRPO
 *              token     1 ÷ tokens                                           DAPO, Yu et al. 2025
 *              constant  1 ÷ (responses · most)                               Dr. GRPO, Liu et al. 2025
 *
 * kl is k1, k2 or k3 of log π − log π_ref (klEstimators.ts), or that times the ratio. Knows responses and tokens; knows no rewards and no model.
 */
import commonCode from '../../shaders/grpo/grpoCommon.wgsl?raw';
import lossCode from '../../shaders/grpo/grpoLoss.wgsl?raw';
import metricsCode from '../../shaders/grpo/grpoMetrics.wgsl?raw';
import responsesCode from '../../shaders/grpo/grpoResponses.wgsl?raw';
import { linearGrid, type Recorder } from '../../plan.ts';
import type { Tensor } from '../../tensor.ts';
import { sizesBlock, type UniformBlock } from '../../uniforms.ts';
import { KL_ESTIMATORS_CODE } from '../kl/klEstimators.ts';

/**
 * What `metrics` holds, in order. The first three are what the rows at hand add to the minibatch's loss; the others are means
 * over their tokens, or over their responses where a response has one ratio.
 */
export const GRPO_METRICS = [
  'policyLoss',
  /** β · kl, by the same shares. */
  'klLoss',
  /** policyLoss + klLoss. */
  'loss',
  /** ½ · mean (log π − log π_old)². */
  'approxKl',
  /** Mean of the estimate, corrected where that is chosen, whatever β is. */
  'kl',
  'entropyMean',
  'ratioMean',
  /** Share of ratios that were clipped from below; where advantages of one sign only are clipped there, of those. */
  'clipLow',
  'clipHigh',
  'tokenCount',
  /** Ratios: tokens, or responses where each has one. */
  'ratioCount',
] as const;
export type GrpoMetric = (typeof GRPO_METRICS)[number];

/**
 * Step-varying scalars. `tokens` and `responses` are those of the whole minibatch that the rows are a part of; `tokens` is 0
 * where they are all of it. The rest are {@link grpoScalars}'.
 */
export const GRPO_SCALARS = {
  tokens: 'f32',
  responses: 'f32',
  term: 'u32',
  low: 'f32',
  high: 'f32',
  cap: 'f32',
  positive: 'f32',
  negative: 'f32',
  normaliser: 'u32',
  most: 'f32',
  beta: 'f32',
  estimator: 'u32',
  corrected: 'u32',
} as const;

export interface GrpoLoss {
  /** All [slots]: log π now, before the update, and under the reference. */
  readonly logp: Tensor;
  readonly oldLogp: Tensor;
  readonly logpRef: Tensor;
  /** The same for all tokens of a response where these have one ratio, with one gradient. */
  readonly advantages: Tensor;
  /** Factor of each token's policy term; null where all are 1. */
  readonly importance: Tensor | null;
  readonly entropy: Tensor;
  /** u32 [batch, width]: slot at each place, or none; a response's slots follow each other, and fillers come last. */
  readonly slotAt: Tensor;
  /** [slots], written: dL/dlogp; 0 on filler. */
  readonly dLogp: Tensor;
  /** [11], written; see GRPO_METRICS. */
  readonly metrics: Tensor;
  readonly batch: number;
  readonly width: number;
  readonly slots: number;
  /** With GRPO_SCALARS. */
  readonly step: UniformBlock;
}

const RESPONSES = {
  name: 'grpo.responses',
  code: `${commonCode}\n${KL_ESTIMATORS_CODE}\n${responsesCode}`,
  bindings: ['read', 'read', 'read', 'read', 'read', 'read', 'readWrite', 'uniform', 'uniform'],
} as const;
const LOSS = {
  name: 'grpo.loss',
  code: `${commonCode}\n${KL_ESTIMATORS_CODE}\n${lossCode}`,
  bindings: ['read', 'read', 'read', 'read', 'read', 'read', 'readWrite', 'readWrite', 'uniform', 'uniform'],
} as const;
const METRICS = {
  name: 'grpo.metrics',
  code: `${commonCode}\n${metricsCode}`,
  bindings: ['read', 'read', 'readWrite', 'uniform'],
} as const;

const BLOCK = 32;

/** Records the loss above: a pass over responses, one over their tokens, and the metrics. */
export function grpoLoss(rec: Recorder, options: GrpoLoss): void {
  const { logp, oldLogp, logpRef, advantages, entropy, slotAt, dLogp, metrics, step } = options;
  const { batch, width, slots } = options;
  const blocks = Math.ceil(width / BLOCK);
  const responses = rec.scratch('grpo.responses', [batch, 6]);
  const sums = rec.scratch('grpo.sums', [batch * blocks, 8]);
  const weighted = options.importance ? 1 : 0;
  // Something must be bound, and is not read.
  const importance = options.importance ?? advantages;
  const sizes = sizesBlock(rec.gpu, { batch, width, blocks, slots, weighted });
  rec.dispatch(RESPONSES, {
    constants: {},
    bindings: [logp, oldLogp, logpRef, importance, entropy, slotAt, responses, step, sizes],
    grid: linearGrid(batch, 4),
  });
  rec.dispatch(LOSS, {
    constants: {},
    bindings: [logp, oldLogp, logpRef, advantages, importance, responses, dLogp, sums, step, sizes],
    grid: linearGrid(batch * blocks, 4),
  });
  rec.dispatch(METRICS, { constants: {}, bindings: [responses, sums, metrics, sizes], grid: [1] });
  rec.release(responses, sums);
}

/** Metrics of a minibatch from those of its parts: losses add up, means are weighted by what they are means over. */
export function combineGrpo(
  parts: readonly Readonly<Record<GrpoMetric, number>>[],
): Readonly<Record<GrpoMetric, number>> {
  if (parts.length === 1) return parts[0];
  const total = (name: GrpoMetric) => parts.reduce((sum, part) => sum + part[name], 0);
  const averaged = (name: GrpoMetric, by: GrpoMetric) =>
    parts.reduce((sum, part) => sum + (part[by] / Math.max(1, total(by))) * part[name], 0);
  const of = (name: GrpoMetric): number => {
    switch (name) {
      case 'ratioMean':
      case 'clipLow':
      case 'clipHigh':
        return averaged(name, 'ratioCount');
      case 'approxKl':
      case 'kl':
      case 'entropyMean':
        return averaged(name, 'tokenCount');
      default:
        return total(name);
    }
  };
  return Object.fromEntries(GRPO_METRICS.map((name) => [name, of(name)])) as Record<GrpoMetric, number>;
}
