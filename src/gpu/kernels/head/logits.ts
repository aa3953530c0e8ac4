/**
 * From logits to the log-probabilities of given tokens, and back: the head of policy gradients, of supervised training
 * and of reference scoring alike. The temperature divides the logits in all of them, so that ratios compare
 * the same distribution. Knows rows and columns; knows no mask (a masked row has a dLogp of 0).
 */
import backwardCode from '../../shaders/head/logitsBackward.wgsl?raw';
import sumCode from '../../shaders/sums/fixedSum.wgsl?raw';
import forwardCode from '../../shaders/head/logitsForward.wgsl?raw';
import groupCode from '../../shaders/head/logitsForwardGroup.wgsl?raw';
import laneCode from '../../shaders/head/logitsForwardLane.wgsl?raw';
import scalarCode from '../../shaders/head/logitsScalar.wgsl?raw';
import slopeCode from '../../shaders/head/logitsSlope.wgsl?raw';
import slopeEntropyCode from '../../shaders/head/logitsSlopeEntropy.wgsl?raw';
import vec4Code from '../../shaders/head/logitsVec4.wgsl?raw';
import type { Gpu } from '../../device.ts';
import type { BindingKind, Kernel } from '../../pipelines.ts';
import { linearGrid, type Recorder } from '../../plan.ts';
import type { Tensor } from '../../tensor.ts';
import { sizesBlock, UniformBlock } from '../../uniforms.ts';
import { requireTerms, rowGrid } from '../rows.ts';
import { LOGITS } from './logitsVariants.ts';
import { rowWindows, slice } from '../windows.ts';

export interface LogitsShape {
  readonly rows: number;
  /** The softmax runs over the first `vocab` columns. */
  readonly vocab: number;
  /** Columns of a row in memory; at least `vocab`. */
  readonly ld: number;
  /** From `logitsUniforms`. */
  readonly step: UniformBlock;
}

export interface LogitsForward extends LogitsShape {
  /** [rows, ld]. */
  readonly logits: Tensor;
  /** u32 [rows]. */
  readonly targets: Tensor;
  /** [rows], written, nats: log softmax(logits / T)[target]. */
  readonly logp: Tensor;
  /** [rows], written, nats: entropy of softmax(logits / T). */
  readonly entropy: Tensor;
  /** [rows], written: log-sum-exp of logits / T, for the backward pass. */
  readonly lse: Tensor;
}

export interface LogitsBackward extends LogitsShape {
  /** [rows, ld], read as logits, overwritten with their gradient. */
  readonly logits: Tensor;
  readonly targets: Tensor;
  readonly lse: Tensor;
  /** [rows]: d loss / d logp; a row with 0 (and no dEntropy, or one of 0) gets gradients of exactly 0. */
  readonly dLogp: Tensor;
  /** [rows] each, of a loss that knows the entropies: they as they were found, and d loss / d entropy. */
  readonly ofEntropy?: { readonly entropy: Tensor; readonly dEntropy: Tensor } | null;
}

/** Step-varying scalars: temperature, above 0. */
export function logitsUniforms(gpu: Gpu) {
  return new UniformBlock(gpu, 'logits', { temperature: 'f32' });
}

/** How the variants of the forward pass are called and written. */
const FORWARD = {
  lane: { name: 'logits.forward', code: `${forwardCode}\n${laneCode}` },
  group: { name: 'logits.forward/group', code: `${forwardCode}\n${groupCode}` },
} as const;

/**
 * Log-probability of each row's target, entropy and log-sum-exp; NaN for a row with a logit that is not finite. Sums
 * are in fixed point, so a row gives the same bits whoever walks it.
 * @throws RangeError when the vocabulary is larger than the sums have room for
 */
export function logitsForward(rec: Recorder, options: LogitsForward): void {
  const { logits, targets, logp, entropy, lse, rows, vocab, ld, step } = options;
  const bindings = ['read', 'read', 'readWrite', 'readWrite', 'readWrite', 'uniform', 'uniform'] as const;
  const variant = LOGITS.chosen(rec.gpu);
  requireTerms('logits.forward', vocab);
  const { name, code } = FORWARD[variant];
  const kernel = rowKernel(name, code, ld, bindings);
  for (const { first, count } of rowWindows(rec.gpu, rows, ld)) {
    const perRow = [targets, logp, entropy, lse].map((vector) => slice(vector, first, count));
    rec.dispatch(kernel, {
      constants: { VOCAB: vocab, LD: ld },
      bindings: [
        slice(logits, first * ld, count * ld),
        ...perRow,
        step,
        sizesBlock(rec.gpu, { rows: count }),
      ],
      grid: rowGrid(variant, count),
      flops: 6 * count * vocab,
    });
  }
}

/** The backward pass of a loss that knows log-probabilities alone, and of one that knows entropies too. */
const BACKWARD = {
  plain: { name: 'logits.backward', code: `${slopeCode}\n${backwardCode}`, more: [] },
  entropy: {
    name: 'logits.backward/entropy',
    code: `${slopeEntropyCode}\n${backwardCode}`,
    more: ['read', 'read'],
  },
} as const;

/**
 * logits[row] := (dLogp[row] * (onehot(target) - p) - dEntropy[row] * p * (log p + H)) / T with p = softmax(logits / T) and
 * its entropy H, 0 from column `vocab` on. Without `ofEntropy` the second term is not there, nor a bit of what it costs.
 */
export function logitsBackward(rec: Recorder, options: LogitsBackward): void {
  const { logits, targets, lse, dLogp, ofEntropy, rows, vocab, ld, step } = options;
  const parts = Math.ceil(ld / lanes(ld) / 16);
  const { name, code, more } = BACKWARD[ofEntropy ? 'entropy' : 'plain'];
  const bindings = ['readWrite', 'read', 'read', 'read', 'uniform', 'uniform', ...more] as const;
  const kernel = rowKernel(name, code, ld, bindings);
  for (const { first, count } of rowWindows(rec.gpu, rows, ld)) {
    const perRow = [targets, lse, dLogp].map((vector) => slice(vector, first, count));
    const entropies = ofEntropy ? [ofEntropy.entropy, ofEntropy.dEntropy] : [];
    rec.dispatch(kernel, {
      constants: { VOCAB: vocab, LD: ld, PARTS: parts },
      bindings: [
        slice(logits, first * ld, count * ld),
        ...perRow,
        step,
        sizesBlock(rec.gpu, { rows: count }),
        ...entropies.map((vector) => slice(vector, first, count)),
      ],
      grid: linearGrid(count * parts, 64),
      flops: (ofEntropy ? 9 : 5) * count * vocab,
    });
  }
}

function lanes(ld: number): number {
  return ld % 4 === 0 ? 4 : 1;
}

function rowKernel(name: string, body: string, ld: number, bindings: readonly BindingKind[]): Kernel {
  const vectors = lanes(ld) === 4;
  return {
    name: `${name}/${vectors ? 'vec4' : 'scalar'}`,
    code: [sumCode, vectors ? vec4Code : scalarCode, body].join('\n'),
    bindings,
  };
}
