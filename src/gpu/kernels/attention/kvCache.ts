/**
 * Filling the key/value cache from a prompt's forward pass, and by one token per row. The cache is
 * [batch, kvHeads, capacity, headDim] for each of k and v. Knows nothing of tokens.
 */
import appendCode from '../../shaders/attention/kvCacheAppend.wgsl?raw';
import prefillCode from '../../shaders/attention/kvCachePrefill.wgsl?raw';
import { linearGrid, type Recorder } from '../../plan.ts';
import type { Tensor } from '../../tensor.ts';
import { sizesBlock } from '../../uniforms.ts';
import { headKernel, headLanes } from './attentionHead.ts';

export interface KvCachePrefill {
  /** [rows, (heads + 2 * kvHeads) * headDim] of the packed prompts: q | k | v. */
  readonly qkv: Tensor;
  /** u32 [rows]: position of each row in its prompt. */
  readonly positions: Tensor;
  /** u32 [rows]: which prompt each row belongs to, 0xffffffff for filler. */
  readonly sequenceOf: Tensor;
  /** [prompts * repeat, kvHeads, capacity, headDim], the prompts' positions written. */
  readonly kCache: Tensor;
  readonly vCache: Tensor;
  readonly rows: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly capacity: number;
  /** Prompt p fills cache rows p * repeat to p * repeat + repeat - 1. */
  readonly repeat: number;
}

export interface KvCacheAppend {
  /** [batch, (heads + 2 * kvHeads) * headDim] of the one new token per row. */
  readonly qkv: Tensor;
  readonly kCache: Tensor;
  readonly vCache: Tensor;
  /** u32 [batch]: position of that token. */
  readonly cursor: Tensor;
  readonly batch: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly capacity: number;
}

const WORKGROUP = 64;

/** Copies the prompts' keys and values into the cache; positions past its capacity are left out. */
export function kvCachePrefill(rec: Recorder, options: KvCachePrefill): void {
  const { qkv, positions, sequenceOf, kCache, vCache, rows, heads, kvHeads, headDim, capacity, repeat } =
    options;
  const bindings = ['read', 'read', 'read', 'readWrite', 'readWrite', 'uniform'] as const;
  rec.dispatch(headKernel('kvCache.prefill', prefillCode, headDim, bindings), {
    constants: { HEADS: heads, KV_HEADS: kvHeads },
    bindings: [qkv, positions, sequenceOf, kCache, vCache, sizesBlock(rec.gpu, { rows, capacity, repeat })],
    grid: linearGrid((rows * repeat * kvHeads * headDim) / headLanes(headDim), WORKGROUP),
  });
}

/** Writes one new key and value per row at `cursor`; a cursor past the cache writes nothing. */
export function kvCacheAppend(rec: Recorder, options: KvCacheAppend): void {
  const { qkv, kCache, vCache, cursor, batch, heads, kvHeads, headDim, capacity } = options;
  rec.dispatch(
    headKernel('kvCache.append', appendCode, headDim, ['read', 'read', 'readWrite', 'readWrite', 'uniform']),
    {
      constants: { HEADS: heads, KV_HEADS: kvHeads },
      bindings: [qkv, cursor, kCache, vCache, sizesBlock(rec.gpu, { batch, capacity })],
      grid: linearGrid((batch * kvHeads * headDim) / headLanes(headDim), WORKGROUP),
    },
  );
}
