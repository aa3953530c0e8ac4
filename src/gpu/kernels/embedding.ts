/**
 * Token plus position embedding, forward beside its backward. Token ids are known on the host, which sorts
 * them; the gradient is then an ordered sum per token. Knows no vocabulary and no text.
 */
import { linearGrid, type Recorder } from '../plan.ts';
import type { Tensor } from '../tensor.ts';
import positionsCode from '../shaders/embeddingBackwardPositions.wgsl?raw';
import tokensCode from '../shaders/embeddingBackwardTokens.wgsl?raw';
import forwardCode from '../shaders/embeddingForward.wgsl?raw';
import { elementKernel, forLength, requireElements } from './elements.ts';

const FORWARD = elementKernel('embeddingForward', ['read', 'read', 'read', 'readWrite'], forwardCode);
const TOKENS = elementKernel('embeddingBackwardTokens', ['read', 'read', 'read', 'readWrite'], tokensCode);
const POSITIONS = elementKernel('embeddingBackwardPositions', ['read', 'readWrite'], positionsCode);

export interface EmbeddingForwardOptions {
  /** u32 [batch * length], each below the rows of wte. */
  readonly tokens: Tensor;
  /** [vocab, dim] */
  readonly wte: Tensor;
  /** [positions, dim], positions >= length. */
  readonly wpe: Tensor;
  /** [batch * length, dim] */
  readonly out: Tensor;
  readonly batch: number;
  readonly length: number;
  readonly dim: number;
}

/**
 * out[b, t] = wte[tokens[b, t]] + wpe[t].
 * @throws RangeError when a tensor is too small.
 */
export function embeddingForward(rec: Recorder, options: EmbeddingForwardOptions): void {
  const { tokens, wte, wpe, out, batch, length, dim } = options;
  requireElements('embeddingForward', tokens, batch * length);
  requireElements('embeddingForward', wpe, length * dim);
  requireElements('embeddingForward', out, batch * length * dim);
  const { kernel, elements } = forLength(FORWARD, dim);
  rec.dispatch(kernel, {
    constants: { ROWS: batch * length, LENGTH: length, DIM: elements },
    bindings: [tokens, wte, wpe, out],
    grid: linearGrid(batch * length * elements, 64),
    flops: batch * length * dim,
  });
}

export interface EmbeddingBackwardOptions {
  /** u32 [batch * length] and u32 [vocab + 1]: what bucketTokens returns for this batch. */
  readonly order: Tensor;
  readonly rowStart: Tensor;
  /** [batch * length, dim] */
  readonly dOut: Tensor;
  /** [vocab, dim]: added to, because a tied output head has written its share already. */
  readonly dWte: Tensor;
  /** [positions, dim]: overwritten, zero beyond `length`. */
  readonly dWpe: Tensor;
  readonly batch: number;
  readonly length: number;
  readonly dim: number;
  readonly vocab: number;
  /** Rows of wpe; `length` when left out. */
  readonly positions?: number;
}

/**
 * Gradients of embeddingForward with respect to wte and wpe.
 * @throws RangeError when a tensor is too small.
 */
export function embeddingBackward(rec: Recorder, options: EmbeddingBackwardOptions): void {
  const { order, rowStart, dOut, dWte, dWpe, batch, length, dim, vocab } = options;
  const positions = options.positions ?? length;
  if (positions < length)
    throw new RangeError(`embeddingBackward: ${positions} positions for length ${length}.`);
  requireElements('embeddingBackward', order, batch * length);
  requireElements('embeddingBackward', rowStart, vocab + 1);
  requireElements('embeddingBackward', dOut, batch * length * dim);
  requireElements('embeddingBackward', dWte, vocab * dim);
  requireElements('embeddingBackward', dWpe, positions * dim);
  const { kernel, elements } = forLength(TOKENS, dim);
  rec.dispatch(kernel, {
    constants: { VOCAB: vocab, DIM: elements },
    bindings: [order, rowStart, dOut, dWte],
    grid: linearGrid(vocab * elements, 64),
    flops: batch * length * dim,
  });
  rec.dispatch(forLength(POSITIONS, dim).kernel, {
    constants: { BATCH: batch, LENGTH: length, POSITIONS: positions, DIM: elements },
    bindings: [dOut, dWpe],
    grid: linearGrid(positions * elements, 64),
    flops: batch * length * dim,
  });
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
