/**
 * Column sums in two passes (row blocks, then the blocks), so that few columns still make many invocations
 * and the order of every sum is fixed. Serves bias gradients and, weighted by row, the linear head.
 */
import { linearGrid, type Bindable, type Recorder } from '../../plan.ts';
import type { Tensor } from '../../tensor.ts';
import { sizesBlock } from '../../uniforms.ts';
import code from '../../shaders/sums/columnSum.wgsl?raw';
import { elementKernel, forLength, requireElements } from '../elements.ts';
import { rowBlock } from './sumsVariants.ts';
import { withSums, type PartialSums } from './partialSums.ts';

const PARTIAL = elementKernel('columnSum', ['read', 'read', 'readWrite', 'uniform'], code);

export interface ColumnSumOptions {
  /** [rows, cols] */
  readonly x: Tensor;
  /** [cols] */
  readonly out: Tensor;
  readonly rows: number;
  readonly cols: number;
  /** [rows]: out = sum over rows of weight[row] x[row] instead. */
  readonly weight?: Tensor;
  /** Adds to `out` instead of overwriting it. */
  readonly accumulate?: boolean;
  /** Leaves the second pass to these; `out` is written when they are flushed. */
  readonly sums?: PartialSums;
}

/**
 * out[c] = sum over r of x[r, c].
 * @throws RangeError when a tensor is too small.
 */
export function columnSum(rec: Recorder, options: ColumnSumOptions): void {
  const { x, out, rows, cols, weight, accumulate = false } = options;
  requireElements('columnSum', x, rows * cols);
  requireElements('columnSum', out, cols);
  if (weight) requireElements('columnSum', weight, rows);
  const { kernel, elements } = forLength(PARTIAL, cols);
  const block = rowBlock(rec.gpu);
  const blocks = Math.ceil(rows / block);
  const firstPass = (target: Bindable) =>
    rec.dispatch(kernel, {
      constants: { COLS: elements, BLOCK: block, WEIGHTED: Number(weight !== undefined) },
      bindings: [x, weight ?? x, target, sizesBlock(rec.gpu, { rows })],
      grid: linearGrid(blocks * elements, 64),
      flops: rows * cols * (weight ? 2 : 1),
    });
  if (blocks === 1 && !accumulate) {
    firstPass(out);
    return;
  }
  withSums(rec, options.sums, blocks * cols, (sums) => {
    const parts = sums.reserve('columnSum', blocks * cols);
    firstPass(parts);
    sums.add({ parts, stride: cols, planes: blocks, out: { ...out, shape: [cols] }, accumulate });
  });
}
