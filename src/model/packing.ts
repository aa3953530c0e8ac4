/**
 * Sequences of unequal length laid end to end in one array of rows, so that no arithmetic is spent on
 * padding; only the tail up to the recorded row count is filler. Attention finds its way by blocks: runs of
 * rows of one sequence. Knows token ids and lengths; knows no weights, no prompts and no loss.
 */
import type { Gpu } from '../gpu/device.ts';
import { attentionBlockRows } from '../gpu/kernels/attention/attention.ts';
import { bucketTokens } from '../gpu/kernels/embedding/embedding.ts';
import type { Recorder } from '../gpu/plan.ts';
import { elementBytes, type Tensor } from '../gpu/tensor.ts';
import { inBatches } from './batches.ts';
import { attentionShape, readablePositions, widestActivation, type ModelConfig } from './config.ts';

/** Marks a filler row in `sequenceOf`. */
export const NO_SEQUENCE = 0xffffffff;

/** Longest pseudo-sequence that filler rows form; they are computed so that they stay finite, then ignored. */
const FILLER_LENGTH = 16;

/** Row counts a step is recorded for: at most four per octave, so few shapes are ever compiled. */
export function bucketRows(rows: number): number {
  const step = bucketStep(rows);
  return Math.ceil(rows / step) * step;
}

const bucketStep = (rows: number) => Math.max(16, 2 ** (Math.floor(Math.log2(Math.max(1, rows))) - 2));

/** Rows of tokens that a device computes together, of those that are recorded: it binds an activation of all of them at once. */
export function mostTokenRows({ maxBinding }: Pick<Gpu, 'maxBinding'>, config: ModelConfig): number {
  const rows = Math.floor(maxBinding / elementBytes('f32') / widestActivation(config));
  const step = bucketStep(rows);
  return Math.floor(rows / step) * step;
}

/** Sequences in their order, `most` or fewer to a batch, and no more than the device that the weights are on computes together. */
export function packedBatches<Item extends { readonly length: number }>(
  {
    gpu,
    layout,
  }: { readonly gpu: Pick<Gpu, 'maxBinding'>; readonly layout: { readonly config: ModelConfig } },
  sequences: readonly Item[],
  most: number,
): Item[][] {
  return inBatches(sequences, ({ length }) => length, most, mostTokenRows(gpu, layout.config));
}

/** Packed token rows on the GPU. */
export interface PackedTokens {
  /** Rows the step is recorded for, filler included. */
  readonly rows: number;
  /** Token ids, u32 [rows]. */
  readonly tokens: Tensor;
  /** Position of each row in its sequence, u32 [rows]. */
  readonly positions: Tensor;
  /** Which sequence each row belongs to, or NO_SEQUENCE, u32 [rows]. */
  readonly sequenceOf: Tensor;
  /** Attention blocks, u32 [blocks, 4]: first row of the sequence, start and stop of the block, end of the sequence. */
  readonly blocks: Tensor;
  /** Rows sorted by token id, and where each id starts; filler rows left out. */
  readonly tokenOrder: Tensor;
  readonly tokenStart: Tensor;
  /** The same by position. */
  readonly positionOrder: Tensor;
  readonly positionStart: Tensor;
}

export type PackedArrays = { readonly [Name in Exclude<keyof PackedTokens, 'rows'>]: Uint32Array };

/**
 * Packs `sequences` (empty ones are allowed and take no row) into `rows` rows.
 * @param block rows of one attention block
 * @param maxSequences sequences the step is recorded for
 * @returns the arrays, and the first row of each sequence
 * @throws RangeError when they do not fit
 */
export function pack(
  sequences: readonly (readonly number[])[],
  { rows, maxSequences, block }: { rows: number; maxSequences: number; block: number },
  config: ModelConfig,
): { arrays: PackedArrays; starts: number[] } {
  const used = sequences.reduce((sum, sequence) => sum + sequence.length, 0);
  const longest = Math.max(0, ...sequences.map((sequence) => sequence.length));
  if (used > rows || sequences.length > maxSequences) {
    throw new RangeError(`${sequences.length} sequences of ${used} tokens do not fit ${rows} rows.`);
  }
  if (longest > readablePositions(config)) {
    throw new RangeError(
      `A sequence of ${longest} tokens is longer than the model's ${readablePositions(config)} positions.`,
    );
  }
  const tokens = new Uint32Array(rows).fill(config.pad);
  const positions = new Uint32Array(rows);
  const sequenceOf = new Uint32Array(rows).fill(NO_SEQUENCE);
  const blocks: number[] = [];
  const starts: number[] = [];
  let row = 0;
  const place = (length: number) => {
    const first = row;
    for (let i = 0; i < length; i++) positions[first + i] = i;
    for (let start = first; start < first + length; start += block) {
      blocks.push(first, start, Math.min(start + block, first + length), first + length);
    }
    row += length;
  };
  sequences.forEach((sequence, index) => {
    starts.push(row);
    tokens.set(sequence, row);
    sequenceOf.fill(index, row, row + sequence.length);
    place(sequence.length);
  });
  while (row < rows) place(Math.min(FILLER_LENGTH, rows - row));
  const byToken = bucketTokens(tokens.subarray(0, used), config.vocab);
  const byPosition = bucketTokens(positions.subarray(0, used), readablePositions(config));
  return {
    starts,
    arrays: {
      tokens,
      positions,
      sequenceOf,
      // Unused places stay zero: start and stop are equal, so the kernels pass over them.
      blocks: Uint32Array.from(
        { length: blockCapacity(rows, maxSequences, block) * 4 },
        (_, i) => blocks[i] ?? 0,
      ),
      tokenOrder: byToken.order,
      tokenStart: byToken.rowStart,
      positionOrder: byPosition.order,
      positionStart: byPosition.rowStart,
    },
  };
}

/** Allocates packed rows for a step that is being recorded; its plan frees them. */
export function createPackedTokens(
  rec: Recorder,
  rows: number,
  maxSequences: number,
  config: ModelConfig,
): PackedTokens {
  const create = (name: string, shape: readonly number[]) => rec.own(name, shape, 'u32');
  return {
    rows,
    tokens: create('tokens', [rows]),
    positions: create('positions', [rows]),
    sequenceOf: create('sequenceOf', [rows]),
    blocks: create('blocks', [
      blockCapacity(rows, maxSequences, attentionBlockRows(rec.gpu, attentionShape(config).headDim)),
      4,
    ]),
    tokenOrder: create('tokenOrder', [rows]),
    tokenStart: create('tokenStart', [config.vocab + 1]),
    positionOrder: create('positionOrder', [rows]),
    positionStart: create('positionStart', [readablePositions(config) + 1]),
  };
}

/** Packs and uploads. Returns the first row of each sequence. */
export function writePacked(
  gpu: Gpu,
  packed: PackedTokens,
  maxSequences: number,
  sequences: readonly (readonly number[])[],
  config: ModelConfig,
): number[] {
  const { arrays, starts } = pack(
    sequences,
    { rows: packed.rows, maxSequences, block: attentionBlockRows(gpu, attentionShape(config).headDim) },
    config,
  );
  for (const name of Object.keys(arrays) as (keyof PackedArrays)[]) gpu.write(packed[name], arrays[name]);
  return starts;
}

/** Every sequence, filler ones included, may end in a block that is not full. */
function blockCapacity(rows: number, maxSequences: number, block: number): number {
  return Math.ceil(rows / block) + maxSequences + Math.ceil(rows / FILLER_LENGTH);
}
