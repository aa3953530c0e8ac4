/** Picks rows of a matrix by index and puts gradients back. Knows nothing of what the rows mean. */
import { linearGrid, type Recorder } from '../../plan.ts';
import type { Tensor } from '../../tensor.ts';
import { sizesBlock } from '../../uniforms.ts';
import gatherCode from '../../shaders/embedding/gatherRows.wgsl?raw';
import scatterCode from '../../shaders/embedding/gatherRowsScatter.wgsl?raw';
import { elementKernel, forLength, requireElements } from '../elements.ts';

const GATHER = elementKernel('gatherRows', ['read', 'read', 'readWrite', 'uniform'], gatherCode);
const SCATTER = elementKernel('scatterRows', ['read', 'read', 'readWrite', 'uniform'], scatterCode);

/** In `inverse`: no row of dOut goes here. */
export const NO_ROW = 0xffffffff;

export interface GatherRowsOptions {
  /** [n, dim] */
  readonly x: Tensor;
  /** u32 [rows], each below n. */
  readonly index: Tensor;
  /** [rows, dim] */
  readonly out: Tensor;
  readonly rows: number;
  readonly dim: number;
}

/**
 * out[i] = x[index[i]].
 * @throws RangeError when a tensor is too small.
 */
export function gatherRows(rec: Recorder, { x, index, out, rows, dim }: GatherRowsOptions): void {
  requireElements('gatherRows', index, rows);
  requireElements('gatherRows', out, rows * dim);
  const { kernel, elements } = forLength(GATHER, dim);
  rec.dispatch(kernel, {
    constants: { DIM: elements },
    bindings: [x, index, out, sizesBlock(rec.gpu, { rows })],
    grid: linearGrid(rows * elements, 64),
  });
}

export interface ScatterRowsOptions {
  /** [rows, dim] */
  readonly dOut: Tensor;
  /** u32 [n]: the row of dOut that goes to this row, or NO_ROW. */
  readonly inverse: Tensor;
  /** [n, dim], overwritten: zero where no row goes. */
  readonly dx: Tensor;
  readonly n: number;
  readonly dim: number;
}

/**
 * dx[i] = dOut[inverse[i]], the adjoint of gatherRows when no row is gathered twice.
 * @throws RangeError when a tensor is too small.
 */
export function scatterRows(rec: Recorder, { dOut, inverse, dx, n, dim }: ScatterRowsOptions): void {
  requireElements('scatterRows', inverse, n);
  requireElements('scatterRows', dx, n * dim);
  const { kernel, elements } = forLength(SCATTER, dim);
  rec.dispatch(kernel, {
    constants: { DIM: elements },
    bindings: [dOut, inverse, dx, sizesBlock(rec.gpu, { rows: n })],
    grid: linearGrid(n * elements, 64),
  });
}
