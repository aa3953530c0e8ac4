/**
 * Attention of one new token per row over its key/value cache: the decoding step of generation.
 * Knows the cache, not how tokens are chosen.
 */
import code from '../shaders/attentionDecode.wgsl?raw';
import { linearGrid, type Recorder } from '../plan.ts';
import type { Tensor } from '../tensor.ts';
import { headKernel } from './attentionHead.ts';
import { kvCacheAppend, type KvCacheAppend } from './kvCache.ts';

export interface AttentionDecode extends KvCacheAppend {
  /** [batch, heads * headDim], written. */
  readonly out: Tensor;
}

const WORKGROUP = 16;
/** Keys per step: two halve the updates of the running sum, more only grow the code. */
const KEYS = 2;

/** Appends the new token's k and v at `cursor`, then attends over positions 0 to `cursor`. */
export function attentionDecode(rec: Recorder, options: AttentionDecode): void {
  const { qkv, kCache, vCache, cursor, out, batch, heads, kvHeads, headDim, capacity } = options;
  kvCacheAppend(rec, options);
  const bindings = ['read', 'read', 'read', 'read', 'readWrite'] as const;
  rec.dispatch(headKernel('attention.decode', code, headDim, bindings, KEYS), {
    constants: {
      BATCH: batch,
      HEADS: heads,
      KV_HEADS: kvHeads,
      CAPACITY: capacity,
      SCALE: 1 / Math.sqrt(headDim),
    },
    bindings: [qkv, kCache, vCache, cursor, out],
    grid: linearGrid(batch * heads, WORKGROUP),
    flops: 4 * batch * heads * headDim * capacity,
  });
}
