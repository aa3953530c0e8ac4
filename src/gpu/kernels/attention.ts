/**
 * Causal multi-head attention over packed sequences, forward and backward, on fused q | k | v rows. Several query
 * heads may share one head of keys and values (grouped-query attention, Ainslie et al. 2023).
 * Sequences lie end to end in one array of rows; a list of blocks (runs of rows of one sequence) says where.
 * Saves one log-sum-exp per query instead of the probabilities. Knows no token and no padding.
 */
import forwardCode from '../shaders/attentionForward.wgsl?raw';
import backwardQueryCode from '../shaders/attentionBackwardQuery.wgsl?raw';
import backwardKeyCode from '../shaders/attentionBackwardKey.wgsl?raw';
import type { Gpu } from '../device.ts';
import { linearGrid, type Recorder } from '../plan.ts';
import type { Tensor } from '../tensor.ts';
import { headKernel } from './attentionHead.ts';

export interface AttentionForward {
  /** [rows, (heads + 2 * kvHeads) * headDim]: q | k | v. */
  readonly qkv: Tensor;
  /**
   * u32 [blocks, 4]: first row of the sequence, start and stop of the block, end of the sequence. Blocks hold
   * at most `attentionBlockRows` rows and together cover every row once; with start = stop a place is unused.
   */
  readonly blocks: Tensor;
  /** [rows, heads * headDim], written. */
  readonly out: Tensor;
  /** [rows, heads], written: log-sum-exp of each query's scaled scores. */
  readonly lse: Tensor;
  readonly rows: number;
  readonly heads: number;
  /** Heads of k and of v; each serves heads / kvHeads neighbouring query heads. */
  readonly kvHeads: number;
  readonly headDim: number;
}

export interface AttentionBackward extends AttentionForward {
  /** [rows, heads * headDim]: gradient with respect to `out`. */
  readonly dOut: Tensor;
  /** [rows, (heads + 2 * kvHeads) * headDim], written: gradient with respect to `qkv`. */
  readonly dQkv: Tensor;
}

const WORKGROUP = 64;

/**
 * Rows of one attention block, which is what one invocation works on. Software adapters spend their time on
 * loads and loop bookkeeping, which a block shares; real GPUs would rather keep the registers. Four rows run a
 * third faster than two on SwiftShader, but take seconds rather than one to compile.
 */
export function attentionBlockRows(gpu: Gpu): number {
  return gpu.adapter.software ? 2 : 1;
}

/** out = softmax(q k^T / sqrt(headDim), causal within each sequence) v. */
export function attentionForward(rec: Recorder, options: AttentionForward): void {
  const { qkv, blocks, out, lse, heads, headDim } = options;
  const bindings = ['read', 'read', 'readWrite', 'readWrite'] as const;
  rec.dispatch(headKernel('attention.forward', forwardCode, headDim, bindings, attentionBlockRows(rec.gpu)), {
    ...specialise(options),
    bindings: [qkv, blocks, out, lse],
    grid: blockGrid(options, heads),
  });
}

/**
 * Writes `dQkv` from `dOut`, recomputing the probabilities from `lse` (FlashAttention-2, Dao 2023).
 * Every gradient is summed by one invocation in a fixed order: no atomics, the same bits every time.
 */
export function attentionBackward(rec: Recorder, options: AttentionBackward): void {
  const { qkv, blocks, out, lse, dOut, dQkv, rows, heads, kvHeads, headDim } = options;
  const block = attentionBlockRows(rec.gpu);
  const shared = specialise(options);
  const delta = rec.scratch('attention.delta', [rows, heads]);
  const queryBindings = ['read', 'read', 'read', 'read', 'read', 'readWrite', 'readWrite'] as const;
  rec.dispatch(headKernel('attention.backwardQuery', backwardQueryCode, headDim, queryBindings, block), {
    ...shared,
    bindings: [qkv, blocks, out, dOut, lse, delta, dQkv],
    grid: blockGrid(options, heads),
  });
  const keyBindings = ['read', 'read', 'read', 'read', 'read', 'readWrite'] as const;
  rec.dispatch(headKernel('attention.backwardKey', backwardKeyCode, headDim, keyBindings, block), {
    ...shared,
    bindings: [qkv, blocks, dOut, lse, delta, dQkv],
    grid: blockGrid(options, kvHeads),
  });
  rec.release(delta);
}

/** No constant depends on the number of rows: one pipeline serves every batch. */
function specialise({ heads, kvHeads, headDim }: AttentionForward) {
  if (heads % kvHeads !== 0) {
    throw new RangeError(`attention: ${kvHeads} key heads cannot serve ${heads} query heads evenly.`);
  }
  return { constants: { HEADS: heads, KV_HEADS: kvHeads, SCALE: 1 / Math.sqrt(headDim) } };
}

/** One invocation per block and head. */
function blockGrid({ blocks }: AttentionForward, heads: number) {
  return linearGrid(blocks.shape[0] * heads, WORKGROUP);
}
