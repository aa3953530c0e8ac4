/**
 * Whole sequences of which only the last real row is read: what a scalar score needs. Knows packing; knows no
 * head and no loss.
 */
import type { Gpu } from '../gpu/device.ts';
import { NO_ROW } from '../gpu/kernels/embedding/gather.ts';
import type { Recorder } from '../gpu/plan.ts';
import type { Tensor } from '../gpu/tensor.ts';
import type { ModelConfig } from './config.ts';
import { bucketRows, createPackedTokens, writePacked, type PackedTokens } from './packing.ts';

/** Sizes a step is recorded for. */
export interface LastRowsShape {
  readonly batch: number;
  readonly rows: number;
}

export interface LastRows {
  readonly shape: LastRowsShape;
  readonly packed: PackedTokens;
  /** Row of each sequence's last token, u32 [batch]; row 0 for an empty sequence. */
  readonly last: Tensor;
  /** Sequence whose last token a row is, or none, u32 [rows]. */
  readonly lastInverse: Tensor;
}

/** The smallest recorded shape that holds `sequences` in `batch` places. */
export function lastRowsShape(sequences: readonly (readonly number[])[], batch: number): LastRowsShape {
  return { batch, rows: bucketRows(sequences.reduce((sum, { length }) => sum + length, 0)) };
}

/** Allocates a batch for a step that is being recorded; its plan frees it. */
export function createLastRows(rec: Recorder, shape: LastRowsShape, config: ModelConfig): LastRows {
  return {
    shape,
    packed: createPackedTokens(rec, shape.rows, shape.batch, config),
    last: rec.own('last', [shape.batch], 'u32'),
    lastInverse: rec.own('lastInverse', [shape.rows], 'u32'),
  };
}

/** Uploads `sequences`; an empty one keeps its place but no row. */
export function writeLastRows(
  gpu: Gpu,
  tensors: LastRows,
  sequences: readonly (readonly number[])[],
  config: ModelConfig,
): void {
  const { batch, rows } = tensors.shape;
  const starts = writePacked(gpu, tensors.packed, batch, sequences, config);
  const last = new Uint32Array(batch);
  const lastInverse = new Uint32Array(rows).fill(NO_ROW);
  sequences.forEach(({ length }, index) => {
    if (length === 0) return;
    last[index] = starts[index] + length - 1;
    lastInverse[last[index]] = index;
  });
  gpu.write(tensors.last, last);
  gpu.write(tensors.lastInverse, lastInverse);
}
