/**
 * Input of one decoding step: the embedding of the token under each row's cursor. The whole-sequence
 * embedding and its gradient live in embedding.ts; this one never trains.
 */
import code from '../../shaders/embedding/decodeEmbed.wgsl?raw';
import { linearGrid, type Recorder } from '../../plan.ts';
import type { Tensor } from '../../tensor.ts';
import { sizesBlock } from '../../uniforms.ts';
import { forLength } from '../elements.ts';
import { forTable, tableKernel, tableWindows } from './table.ts';

export interface DecodeEmbed {
  /** u32 [batch, capacity]. */
  readonly tokens: Tensor;
  /** u32 [batch]: position of the token to embed. */
  readonly cursor: Tensor;
  /** [vocab, dim], f32 or f16. */
  readonly wte: Tensor;
  /** [at least capacity, dim]; left out for models whose blocks know positions. */
  readonly wpe?: Tensor;
  /** [batch, dim], written. */
  readonly out: Tensor;
  readonly batch: number;
  readonly capacity: number;
  readonly dim: number;
}

const KERNEL = tableKernel('decodeEmbed', ['read', 'read', 'read', 'read', 'readWrite', 'uniform'], code);
const WORKGROUP = 64;

/** out[row] = wte[tokens[row, cursor[row]]], + wpe[cursor[row]] where there is a wpe. */
export function decodeEmbed(rec: Recorder, options: DecodeEmbed): void {
  const { tokens, cursor, wte, wpe, out, batch, capacity, dim } = options;
  const { kernel, elements } = forLength(forTable(KERNEL, wte), dim);
  for (const { first, count, part } of tableWindows(rec.gpu, wte, dim)) {
    rec.dispatch(kernel, {
      constants: {
        DIM: elements,
        FIRST: first,
        ENTRIES: count,
        LEARNED_POSITIONS: Number(wpe !== undefined),
      },
      bindings: [tokens, cursor, part, wpe ?? part, out, sizesBlock(rec.gpu, { batch, capacity })],
      grid: linearGrid(batch * elements, WORKGROUP),
    });
  }
}
