/**
 * Attention of one new token per row over its key/value cache: the decoding step of generation.
 * Knows the cache, not how tokens are chosen.
 */
import laneCode from '../../shaders/attention/attentionDecode.wgsl?raw';
import groupCode from '../../shaders/attention/attentionDecodeGroup.wgsl?raw';
import { linearGrid, type Recorder } from '../../plan.ts';
import type { Tensor } from '../../tensor.ts';
import { sizesBlock } from '../../uniforms.ts';
import { headKernel, headLanes } from './attentionHead.ts';
import { kvCacheAppend, type KvCacheAppend } from './kvCache.ts';
import { ATTENTION } from './attentionVariants.ts';

export interface AttentionDecode extends KvCacheAppend {
  /** [batch, heads * headDim], written. */
  readonly out: Tensor;
}

/** Rows and heads that share a workgroup, one lane each. */
const LANE_WORKGROUP = 16;
/** Keys per step of a lane: two halve the updates of the running sum, more only grow the code. */
const KEYS = 2;
/** Lanes of a workgroup that takes one row and head: a head has at most as many pieces. */
export const GROUP_LANES = 64;

/**
 * Appends the new token's k and v at `cursor`, then attends over positions 0 to `cursor`: a lane for each row and head
 * on software adapters, a workgroup on GPUs, each in an order of its own.
 */
export function attentionDecode(rec: Recorder, options: AttentionDecode): void {
  const { qkv, kCache, vCache, cursor, out, batch, heads, kvHeads, headDim, capacity } = options;
  kvCacheAppend(rec, options);
  const bindings = ['read', 'read', 'read', 'read', 'readWrite', 'uniform'] as const;
  const pieces = headDim / headLanes(headDim);
  const group = ATTENTION.chosen(rec.gpu) === 'group' && pieces <= GROUP_LANES;
  const kernel = group
    ? headKernel('attention.decodeGroup', groupCode, headDim, bindings)
    : headKernel('attention.decode', laneCode, headDim, bindings, KEYS);
  rec.dispatch(kernel, {
    constants: {
      HEADS: heads,
      KV_HEADS: kvHeads,
      SCALE: 1 / Math.sqrt(headDim),
    },
    bindings: [qkv, kCache, vCache, cursor, out, sizesBlock(rec.gpu, { batch, capacity })],
    grid: group ? linearGrid(batch * heads, 1) : linearGrid(batch * heads, LANE_WORKGROUP),
    flops: 4 * batch * heads * headDim * capacity,
  });
}
