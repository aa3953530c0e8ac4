/**
 * Input of one decoding step: the embedding of the token under each row's cursor. The whole-sequence
 * embedding and its gradient live in embedding.ts; this one never trains.
 */
import code from '../shaders/decodeEmbed.wgsl?raw';
import { linearGrid, type Recorder } from '../plan.ts';
import { elementCount, type Tensor } from '../tensor.ts';
import { rowWindows, slice } from './windows.ts';

export interface DecodeEmbed {
  /** u32 [batch, capacity]. */
  readonly tokens: Tensor;
  /** u32 [batch]: position of the token to embed. */
  readonly cursor: Tensor;
  /** [vocab, dim]. */
  readonly wte: Tensor;
  /** [at least capacity, dim]; left out for models whose blocks know positions. */
  readonly wpe?: Tensor;
  /** [batch, dim], written. */
  readonly out: Tensor;
  readonly batch: number;
  readonly capacity: number;
  readonly dim: number;
}

const KERNEL = {
  name: 'decodeEmbed',
  code,
  bindings: ['read', 'read', 'read', 'read', 'readWrite'],
} as const;
const WORKGROUP = 64;

/** out[row] = wte[tokens[row, cursor[row]]], + wpe[cursor[row]] where there is a wpe. */
export function decodeEmbed(rec: Recorder, options: DecodeEmbed): void {
  const { tokens, cursor, wte, wpe, out, batch, capacity, dim } = options;
  for (const { first, count } of rowWindows(rec.gpu, Math.floor(elementCount(wte.shape) / dim), dim)) {
    const table = slice(wte, first * dim, count * dim);
    rec.dispatch(KERNEL, {
      constants: {
        BATCH: batch,
        CAPACITY: capacity,
        DIM: dim,
        FIRST: first,
        ENTRIES: count,
        LEARNED_POSITIONS: Number(wpe !== undefined),
      },
      bindings: [tokens, cursor, table, wpe ?? table, out],
      grid: linearGrid(batch * dim, WORKGROUP),
    });
  }
}
