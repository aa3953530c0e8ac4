/**
 * Token embedding, plus learned positions where a model has them, forward beside its backward. Ids are known on
 * the host, which sorts them; the gradient of a table is then an ordered sum per entry. Token tables may be larger
 * than one binding. Knows no vocabulary and no text.
 */
import { linearGrid, type Recorder } from '../../plan.ts';
import type { Tensor } from '../../tensor.ts';
import { sizesBlock } from '../../uniforms.ts';
import backwardCode from '../../shaders/embedding/embeddingBackward.wgsl?raw';
import forwardCode from '../../shaders/embedding/embeddingForward.wgsl?raw';
import { elementKernel, forLength, requireElements } from '../elements.ts';
import { forTable, tableKernel, tableWindows } from './table.ts';
import { rowWindows, slice } from '../windows.ts';

const FORWARD = tableKernel(
  'embeddingForward',
  ['read', 'read', 'read', 'read', 'readWrite', 'uniform'],
  forwardCode,
);
const BACKWARD = elementKernel('embeddingBackward', ['read', 'read', 'read', 'readWrite'], backwardCode);

export interface EmbeddingForwardOptions {
  /** u32 [rows], each below the rows of wte. */
  readonly tokens: Tensor;
  /** u32 [rows], each below the rows of wpe. */
  readonly positions: Tensor;
  /** [vocab, dim], f32 or f16. */
  readonly wte: Tensor;
  /** [positions, dim]; left out for models whose blocks know positions. */
  readonly wpe?: Tensor;
  /** [rows, dim] */
  readonly out: Tensor;
  readonly rows: number;
  readonly dim: number;
}

/**
 * out[row] = wte[tokens[row]], + wpe[positions[row]] where there is a wpe.
 * @throws RangeError when a tensor is too small.
 */
export function embeddingForward(rec: Recorder, options: EmbeddingForwardOptions): void {
  const { tokens, positions, wte, wpe, out, rows, dim } = options;
  requireElements('embeddingForward', tokens, rows);
  requireElements('embeddingForward', positions, rows);
  requireElements('embeddingForward', out, rows * dim);
  const { kernel, elements } = forLength(forTable(FORWARD, wte), dim);
  for (const { first, count, part } of tableWindows(rec.gpu, wte, dim)) {
    rec.dispatch(kernel, {
      constants: {
        DIM: elements,
        FIRST: first,
        ENTRIES: count,
        LEARNED_POSITIONS: Number(wpe !== undefined),
      },
      // A read-only operand fills the place of an absent one: its switch keeps the kernel from reading it.
      bindings: [tokens, positions, part, wpe ?? part, out, sizesBlock(rec.gpu, { rows })],
      grid: linearGrid(rows * elements, 64),
      flops: rows * dim,
    });
  }
}

export interface EmbeddingBackwardOptions {
  /** u32, and u32 [entries + 1]: what bucketTokens returns for the ids that looked the table up. */
  readonly order: Tensor;
  readonly start: Tensor;
  /** [rows, dim] */
  readonly dOut: Tensor;
  /** [entries, dim]: written, zero for entries nobody looked up; or added to. */
  readonly dTable: Tensor;
  readonly entries: number;
  readonly dim: number;
  /** Add instead of write: a tied output head has written its share already. */
  readonly accumulate: boolean;
}

/**
 * Gradient of embeddingForward with respect to one of its tables.
 * @throws RangeError when a tensor is too small.
 */
export function embeddingBackward(rec: Recorder, options: EmbeddingBackwardOptions): void {
  const { order, start, dOut, dTable, entries, dim, accumulate } = options;
  requireElements('embeddingBackward', start, entries + 1);
  requireElements('embeddingBackward', dTable, entries * dim);
  const { kernel, elements } = forLength(BACKWARD, dim);
  for (const { first, count } of rowWindows(rec.gpu, entries, dim)) {
    rec.dispatch(kernel, {
      constants: { FIRST: first, ENTRIES: count, DIM: elements, ACCUMULATE: accumulate ? 1 : 0 },
      bindings: [order, start, dOut, slice(dTable, first * dim, count * dim)],
      grid: linearGrid(count * elements, 64),
    });
  }
}

/**
 * Sorts the places of a batch by token id with a stable counting sort.
 * @param tokens ids of the batch, row-major.
 * @returns order: places (indices into tokens) grouped by token; rowStart [vocab + 1]: token v owns
 *   order[rowStart[v]] up to order[rowStart[v + 1]].
 * @throws RangeError for a token id of `vocab` or more.
 */
export function bucketTokens(
  tokens: Uint32Array,
  vocab: number,
): { order: Uint32Array<ArrayBuffer>; rowStart: Uint32Array<ArrayBuffer> } {
  const rowStart = new Uint32Array(vocab + 1);
  for (const token of tokens) {
    if (token >= vocab)
      throw new RangeError(`Token id ${token} is outside the vocabulary of ${vocab} tokens.`);
    rowStart[token + 1]++;
  }
  for (let v = 0; v < vocab; v++) rowStart[v + 1] += rowStart[v];
  const next = rowStart.slice(0, vocab);
  const order = new Uint32Array(tokens.length);
  tokens.forEach((token, place) => {
    order[next[token]++] = place;
  });
  return { order, rowStart };
}
