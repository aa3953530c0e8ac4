/**
 * What the trunk and the generator need of a model family: how one block and the last norm are recorded, and what
 * the parameters outside the blocks are called. Knows no family; family.ts has them.
 */
import type { ProductOptions } from '../gpu/kernels/matmul/matmul.ts';
import type { PartialSums } from '../gpu/kernels/sums/partialSums.ts';
import type { Recorder } from '../gpu/plan.ts';
import type { Tensor } from '../gpu/tensor.ts';
import type { Parameters } from './parameters.ts';
import type { Weights } from './weights.ts';

/** What of a forward pass stays in memory: for a backward pass everything, or each block's input and no more. */
export type Keep = 'activations' | 'inputs' | 'nothing';

/** The rows that a pass goes over, and how they attend: whole sequences, or one new token each. */
export interface Rows {
  readonly count: number;
  /** Position of each row in its sequence, u32 [count]. */
  readonly positions: Tensor;
  /** Memory of what is not kept is reused from block to block. */
  readonly keep: Keep;
  /**
   * Records attention: `out` [count, heads · headDim] from `qkv` (q | k | v, positions already in it where the family
   * has them there); `lse` [count, heads] receives what the backward pass needs.
   */
  readonly attend: (layer: number, qkv: Tensor, out: Tensor, lse: Tensor) => void;
  /** How products may be computed: as all others when left out. */
  readonly products?: ProductOptions;
  /** Attention blocks of whole sequences, which a backward pass needs: see packing.ts. */
  readonly blocks?: Tensor;
}

/** One new token for each row, which attends to what the cache has of those before it. */
export interface DecodeRows extends Rows {
  readonly keep: 'nothing';
  /** Keys and values of each block, [at least count, kvHeads, capacity, headDim]. */
  readonly cache: readonly { readonly k: Tensor; readonly v: Tensor }[];
  readonly capacity: number;
}

/** What a recorded backward pass writes to and leaves for later. */
export interface BackwardTargets {
  /** Written, not added to; what has no place in them is frozen, and its gradient is not computed. */
  readonly gradients: Parameters;
  /** Gradient by the block's output, [rows, dim]; becomes the gradient by its input, in place. */
  readonly dx: Tensor;
  /** Second passes; a block says when it is over. */
  readonly sums: PartialSums;
}

/**
 * Records the backward pass of something recorded with `keep`. After 'inputs' it first records the forward pass
 * again, on the recorder it is given, and frees its activations when it is done.
 */
export type RecordBackward = (rec: Recorder, targets: BackwardTargets) => void;

export interface Recorded {
  readonly output: Tensor;
  readonly backward: RecordBackward;
}

export interface Family {
  /** Name of the token embedding, which a tied language head shares. */
  readonly embedding: string;
  /** Name of the table of learned positions, where there is one. */
  readonly positionTable?: string;
  /** Records one block on `input`, [rows, dim]; keeping nothing, it releases `input`. */
  readonly block: (rec: Recorder, weights: Weights, layer: number, input: Tensor, rows: Rows) => Recorded;
  /**
   * The same for a token at a time, in as few dispatches as the device's kernels and the weights allow, and to the same
   * bits; gives the block's output, and releases `input`.
   */
  readonly decode: (
    rec: Recorder,
    weights: Weights,
    layer: number,
    input: Tensor,
    rows: DecodeRows,
  ) => Tensor;
  /** Records the last norm; its backward pass takes `dHidden` and writes `dx`. */
  readonly lastNorm: (
    rec: Recorder,
    weights: Weights,
    input: Tensor,
    rows: Rows,
  ) => {
    readonly output: Tensor;
    readonly backward: (rec: Recorder, targets: BackwardTargets, dHidden: Tensor) => void;
  };
}
