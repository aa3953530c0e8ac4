/**
 * The PPO loss of a minibatch: gradients for the log-probabilities and the values, and the metrics.
 * Everything is a mean over the minibatch's real tokens. Knows rows and a mask, no sequences and no model.
 */
import metricsCode from '../../shaders/ppo/ppoMetrics.wgsl?raw';
import policyCode from '../../shaders/ppo/ppoPolicy.wgsl?raw';
import valueCode from '../../shaders/ppo/ppoValue.wgsl?raw';
import type { Gpu } from '../../device.ts';
import { linearGrid, type Recorder } from '../../plan.ts';
import type { Tensor } from '../../tensor.ts';
import { sizesBlock, UniformBlock } from '../../uniforms.ts';

/** What `metrics` holds, in order; all means over real tokens unless named otherwise. */
export const PPO_METRICS = [
  'policyLoss',
  /** Without vfCoef. */
  'valueLoss',
  /** policyLoss + vfCoef * valueLoss. */
  'loss',
  /** 0.5 * mean((logp - oldLogp)^2). */
  'approxKl',
  'clipFraction',
  'valueClipFraction',
  'ratioMean',
  /** Biased. */
  'ratioVariance',
  'ratioMax',
  'ratioMin',
  'entropyMean',
  'valueMean',
  /** mean((V - R)^2). */
  'valueError',
  'tokenCount',
  'advantageMean',
  'returnMean',
  /** Share of tokens whose loss is cut by dualClip. */
  'dualClipFraction',
  /** Mean of the KL's estimate in the loss, without its coefficient; 0 without penalties. */
  'klEstimate',
] as const;

export type PpoMetric = (typeof PPO_METRICS)[number];

export interface PpoLoss {
  /** All [rows], gathered for this minibatch. */
  readonly logp: Tensor;
  readonly oldLogp: Tensor;
  readonly advantages: Tensor;
  readonly values: Tensor;
  readonly oldValues: Tensor;
  readonly returns: Tensor;
  readonly entropy: Tensor;
  /** 1 on real tokens, 0 elsewhere. */
  readonly mask: Tensor;
  /** [rows], written: d loss / d logp; 0 where masked. */
  readonly dLogp: Tensor;
  /** [rows], written: d loss / d value, vfCoef included; 0 where masked. */
  readonly dValue: Tensor;
  /** [PPO_METRICS.length], written. */
  readonly metrics: Tensor;
  readonly rows: number;
  /** From `ppoUniforms`. */
  readonly step: UniformBlock;
}

/**
 * Step-varying scalars: clip (ratio), valueClip (absolute), vfCoef (weight of the value loss), and tokens: real tokens
 * of the minibatch that these rows are a part of, whose mean the gradients are then part of; 0 when they are all of it.
 * Metrics are means over the rows at hand either way. dualClip: above 1, 0 is off. The others are penalties.ts's.
 */
export const PPO_SCALARS = {
  clip: 'f32',
  valueClip: 'f32',
  vfCoef: 'f32',
  tokens: 'f32',
  dualClip: 'f32',
  klCoef: 'f32',
  klEstimator: 'u32',
  entropyCoef: 'f32',
} as const;

export function ppoUniforms(gpu: Gpu) {
  return new UniformBlock(gpu, 'ppo', PPO_SCALARS);
}

const POLICY_BINDINGS = [
  'read',
  'read',
  'read',
  'read',
  'read',
  'readWrite',
  'readWrite',
  'readWrite',
  'uniform',
  'uniform',
] as const;
const COUNT = {
  name: 'ppo.count',
  code: policyCode,
  entryPoint: 'count',
  bindings: POLICY_BINDINGS,
} as const;
const POLICY = {
  name: 'ppo.policy',
  code: policyCode,
  entryPoint: 'main',
  bindings: POLICY_BINDINGS,
} as const;
const VALUE = {
  name: 'ppo.value',
  code: valueCode,
  bindings: ['read', 'read', 'read', 'read', 'read', 'readWrite', 'readWrite', 'uniform', 'uniform'],
} as const;
const METRICS = {
  name: 'ppo.metrics',
  code: metricsCode,
  bindings: ['read', 'read', 'read', 'readWrite', 'uniform', 'uniform'],
} as const;

const BLOCK = 32;

/** Records what is added to the loss (penalties.ts): given the real tokens of each block of rows, [blocks]. */
export type PpoMore = (counted: { readonly counts: Tensor; readonly blocks: number }) => void;

/**
 * Records the loss and its gradients.
 *
 * Loss = mean max(-A r, -A clip(r, 1 +- clip)) + vfCoef * 0.5 * mean max((V - R)^2, (clip(V, Vold +- valueClip) - R)^2)
 * with r = exp(logp - oldLogp), the log-ratio clamped to +-20. With logp equal to oldLogp, r is exactly 1. With dualClip c
 * the first term is at most -c A where A < 0 (Ye et al. 2020, "Mastering complex control in MOBA games").
 * @param more is recorded behind it
 */
export function ppoLoss(rec: Recorder, options: PpoLoss, more?: PpoMore): void {
  const { logp, oldLogp, advantages, values, oldValues, returns, entropy, mask } = options;
  const { dLogp, dValue, metrics, rows, step } = options;
  const blocks = Math.ceil(rows / BLOCK);
  const counts = rec.scratch('ppo.counts', [blocks]);
  const policySums = rec.scratch('ppo.policySums', [blocks, 10]);
  const valueSums = rec.scratch('ppo.valueSums', [blocks, 5]);
  const sizes = sizesBlock(rec.gpu, { rows, blocks });
  const grid = linearGrid(blocks, 4);
  const policy = {
    constants: {},
    bindings: [logp, oldLogp, advantages, entropy, mask, counts, dLogp, policySums, step, sizes],
    grid,
  };
  rec.dispatch(COUNT, policy);
  rec.dispatch(POLICY, policy);
  rec.dispatch(VALUE, {
    constants: {},
    bindings: [values, oldValues, returns, mask, counts, dValue, valueSums, step, sizes],
    grid,
  });
  rec.dispatch(METRICS, {
    constants: {},
    bindings: [counts, policySums, valueSums, metrics, step, sizesBlock(rec.gpu, { blocks })],
    grid: [1],
  });
  more?.({ counts, blocks });
  rec.release(counts, policySums, valueSums);
}
