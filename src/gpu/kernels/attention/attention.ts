/**
 * Multi-head attention over packed sequences, causal or both ways, forward and backward, on fused q | k | v rows. Several query
 * heads may share one head of keys and values (grouped-query attention, Ainslie et al. 2023).
 * Sequences lie end to end in one array of rows; a list of blocks (runs of rows of one sequence) says where.
 * Saves one log-sum-exp per query instead of the probabilities. Knows no token and no padding.
 */
import backwardGroupCode from '../../shaders/attention/attentionBackwardGroup.wgsl?raw';
import backwardKeyCode from '../../shaders/attention/attentionBackwardKey.wgsl?raw';
import backwardQueryCode from '../../shaders/attention/attentionBackwardQuery.wgsl?raw';
import forwardCode from '../../shaders/attention/attentionForward.wgsl?raw';
import forwardGroupCode from '../../shaders/attention/attentionForwardGroup.wgsl?raw';
import tileCode from '../../shaders/attention/attentionTile.wgsl?raw';
import type { Gpu } from '../../device.ts';
import { linearGrid, type Recorder } from '../../plan.ts';
import type { Tensor } from '../../tensor.ts';
import type { BindingKind, Kernel } from '../../pipelines.ts';
import { headKernel, headLanes } from './attentionHead.ts';
import { ATTENTION } from './attentionVariants.ts';

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
  /** Whether each token sees those behind it in its sequence, too: for models that fill in what is masked. */
  readonly bothWays?: boolean;
}

export interface AttentionBackward extends AttentionForward {
  /** [rows, heads * headDim]: gradient with respect to `out`. */
  readonly dOut: Tensor;
  /** [rows, (heads + 2 * kvHeads) * headDim], written: gradient with respect to `qkv`. */
  readonly dQkv: Tensor;
}

const WORKGROUP = 64;

/** Rows of a block that a workgroup takes, and its lanes for each row: as in attentionTile.wgsl. */
const GROUP_ROWS = 16;
const GROUP_LANES = 4;
/** Longest head whose tiles fit the workgroup memory that every device has. */
const LONGEST_GROUP_HEAD = 128;

/** Whether a workgroup takes a block, or one lane. */
function isGroup(gpu: Gpu, headDim: number): boolean {
  return ATTENTION.chosen(gpu) === 'group' && headDim <= LONGEST_GROUP_HEAD;
}

/**
 * Rows of one attention block, which is what one invocation works on, or on GPUs one workgroup. Software adapters spend
 * their time on loads and loop bookkeeping, which a block shares. Four rows run a third faster than two on
 * SwiftShader, but take seconds rather than one to compile.
 */
export function attentionBlockRows(gpu: Gpu, headDim: number): number {
  if (isGroup(gpu, headDim)) return GROUP_ROWS;
  return gpu.adapter.software ? 2 : 1;
}

const LANE_CODE = { forward: forwardCode, backwardQuery: backwardQueryCode, backwardKey: backwardKeyCode };
const GROUP_CODE = { forward: forwardGroupCode, backward: backwardGroupCode };

function laneKernel(
  gpu: Gpu,
  name: keyof typeof LANE_CODE,
  headDim: number,
  bindings: readonly BindingKind[],
): Kernel {
  const rows = attentionBlockRows(gpu, headDim);
  return headKernel(`attention.${name}`, LANE_CODE[name], headDim, bindings, rows);
}

function groupKernel(
  name: keyof typeof GROUP_CODE,
  headDim: number,
  bindings: readonly BindingKind[],
): Kernel {
  const ofLane = Math.ceil(headDim / headLanes(headDim) / GROUP_LANES);
  const code = `${tileCode}\n${GROUP_CODE[name]}`;
  return headKernel(`attention.${name}Group`, code, headDim, bindings, ofLane);
}

/** out = softmax(q k^T / sqrt(headDim), within each sequence, causal unless both ways) v. */
export function attentionForward(rec: Recorder, options: AttentionForward): void {
  const { qkv, blocks, out, lse, heads, headDim } = options;
  const bindings = ['read', 'read', 'readWrite', 'readWrite'] as const;
  const kernel = isGroup(rec.gpu, headDim)
    ? groupKernel('forward', headDim, bindings)
    : laneKernel(rec.gpu, 'forward', headDim, bindings);
  rec.dispatch(kernel, {
    ...specialise(options),
    bindings: [qkv, blocks, out, lse],
    grid: blockGrid(rec.gpu, options, heads),
  });
}

/**
 * Writes `dQkv` from `dOut`, recomputing the probabilities from `lse` (FlashAttention-2, Dao 2023).
 * Every gradient is summed in a fixed order: no atomics, the same bits every time.
 */
export function attentionBackward(rec: Recorder, options: AttentionBackward): void {
  const { qkv, blocks, out, lse, dOut, dQkv, rows, heads, kvHeads, headDim } = options;
  const shared = specialise(options);
  if (isGroup(rec.gpu, headDim)) {
    const all = ['read', 'read', 'read', 'read', 'read', 'readWrite'] as const;
    rec.dispatch(groupKernel('backward', headDim, all), {
      ...shared,
      bindings: [qkv, blocks, out, dOut, lse, dQkv],
      grid: blockGrid(rec.gpu, options, heads + kvHeads),
    });
    return;
  }
  const delta = rec.scratch('attention.delta', [rows, heads]);
  const queryBindings = ['read', 'read', 'read', 'read', 'read', 'readWrite', 'readWrite'] as const;
  rec.dispatch(laneKernel(rec.gpu, 'backwardQuery', headDim, queryBindings), {
    ...shared,
    bindings: [qkv, blocks, out, dOut, lse, delta, dQkv],
    grid: blockGrid(rec.gpu, options, heads),
  });
  const keyBindings = ['read', 'read', 'read', 'read', 'read', 'readWrite'] as const;
  rec.dispatch(laneKernel(rec.gpu, 'backwardKey', headDim, keyBindings), {
    ...shared,
    bindings: [qkv, blocks, dOut, lse, delta, dQkv],
    grid: blockGrid(rec.gpu, options, kvHeads),
  });
  rec.release(delta);
}

/** No constant depends on the number of rows: one pipeline serves every batch. */
function specialise({ heads, kvHeads, headDim, bothWays = false }: AttentionForward) {
  if (heads % kvHeads !== 0) {
    throw new RangeError(`attention: ${kvHeads} key heads cannot serve ${heads} query heads evenly.`);
  }
  const BOTH_WAYS = bothWays ? 1 : 0;
  return { constants: { HEADS: heads, KV_HEADS: kvHeads, SCALE: 1 / Math.sqrt(headDim), BOTH_WAYS } };
}

/** One invocation, or workgroup, per block and head. */
function blockGrid(gpu: Gpu, { blocks, headDim }: AttentionForward, heads: number) {
  return linearGrid(blocks.shape[0] * heads, isGroup(gpu, headDim) ? 1 : WORKGROUP);
}
