/**
 * Causal multi-head attention over whole sequences, forward and backward, on GPT-2's c_attn layout.
 * Saves one log-sum-exp per query instead of the T x T probabilities. Knows nothing of padding:
 * sequences are right-padded, so no real token ever looks at a padding one.
 */
import forwardCode from '../shaders/attentionForward.wgsl?raw';
import backwardQueryCode from '../shaders/attentionBackwardQuery.wgsl?raw';
import backwardKeyCode from '../shaders/attentionBackwardKey.wgsl?raw';
import { linearGrid, type Recorder } from '../plan.ts';
import type { Tensor } from '../tensor.ts';
import { headKernel } from './attentionHead.ts';

export interface AttentionShape {
  readonly batch: number;
  readonly length: number;
  readonly heads: number;
  readonly headDim: number;
}

export interface AttentionForward extends AttentionShape {
  /** [batch * length, 3 * heads * headDim]: q | k | v, each heads x headDim. */
  readonly qkv: Tensor;
  /** [batch * length, heads * headDim], written. */
  readonly out: Tensor;
  /** [batch, heads, length], written: log-sum-exp of each query's scaled scores. */
  readonly lse: Tensor;
}

export interface AttentionBackward extends AttentionForward {
  /** [batch * length, heads * headDim]: gradient with respect to `out`. */
  readonly dOut: Tensor;
  /** [batch * length, 3 * heads * headDim], written: gradient with respect to `qkv`. */
  readonly dQkv: Tensor;
}

const WORKGROUP = 64;

/** out = softmax(q k^T / sqrt(headDim), causal) v, one invocation per (batch, head, query). */
export function attentionForward(rec: Recorder, options: AttentionForward): void {
  const { qkv, out, lse } = options;
  rec.dispatch(
    headKernel('attention.forward', forwardCode, options.headDim, ['read', 'readWrite', 'readWrite']),
    {
      constants: constants(options),
      bindings: [qkv, out, lse],
      grid: grid(options),
      flops: 4 * pairs(options),
    },
  );
}

/**
 * Writes all of `dQkv` from `dOut`, recomputing the probabilities from `lse` (FlashAttention-2, Dao 2023).
 * Every gradient is summed by one invocation in a fixed order: no atomics, the same bits every time.
 */
export function attentionBackward(rec: Recorder, options: AttentionBackward): void {
  const { qkv, out, lse, dOut, dQkv, batch, heads, length, headDim } = options;
  const delta = rec.scratch('attention.delta', [batch, heads, length]);
  rec.dispatch(
    headKernel('attention.backwardQuery', backwardQueryCode, headDim, [
      'read',
      'read',
      'read',
      'read',
      'readWrite',
      'readWrite',
    ]),
    {
      constants: constants(options),
      bindings: [qkv, out, dOut, lse, delta, dQkv],
      grid: grid(options),
      flops: 6 * pairs(options),
    },
  );
  rec.dispatch(
    headKernel('attention.backwardKey', backwardKeyCode, headDim, [
      'read',
      'read',
      'read',
      'read',
      'readWrite',
    ]),
    {
      constants: constants(options),
      bindings: [qkv, dOut, lse, delta, dQkv],
      grid: grid(options),
      flops: 8 * pairs(options),
    },
  );
  rec.release(delta);
}

function constants({ batch, length, heads, headDim }: AttentionShape) {
  return { BATCH: batch, LENGTH: length, HEADS: heads, SCALE: 1 / Math.sqrt(headDim) };
}

function grid({ batch, length, heads }: AttentionShape) {
  return linearGrid(batch * heads * length, WORKGROUP);
}

/** Multiply-adds of one product over all visible (query, key) pairs. */
function pairs({ batch, length, heads, headDim }: AttentionShape): number {
  return (batch * heads * headDim * length * (length + 1)) / 2;
}
