/**
 * Column sums in two passes (row blocks, then the blocks), so that few columns still make many invocations
 * and the order of every sum is fixed. Serves bias gradients and, weighted by row, the linear head.
 */
import { linearGrid, type Recorder } from '../plan.ts';
import type { Tensor } from '../tensor.ts';
import code from '../shaders/columnSum.wgsl?raw';
import reduceCode from '../shaders/columnSumReduce.wgsl?raw';
import { elementKernel, forLength, requireElements, ROW_BLOCK } from './elements.ts';

const PARTIAL = elementKernel('columnSum', ['read', 'read', 'readWrite'], code);
const REDUCE = elementKernel('columnSumReduce', ['read', 'readWrite'], reduceCode);

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
  const blocks = Math.ceil(rows / ROW_BLOCK);
  const direct = blocks === 1 && !accumulate;
  const partials = direct ? out : rec.scratch('columnSum', [blocks, cols]);
  rec.dispatch(kernel, {
    constants: { ROWS: rows, COLS: elements, BLOCK: ROW_BLOCK, WEIGHTED: Number(weight !== undefined) },
    bindings: [x, weight ?? x, partials],
    grid: linearGrid(blocks * elements, 64),
    flops: rows * cols * (weight ? 2 : 1),
  });
  if (direct) return;
  rec.dispatch(forLength(REDUCE, cols).kernel, {
    constants: { BLOCKS: blocks, COLS: elements, ACCUMULATE: Number(accumulate) },
    bindings: [partials, out],
    grid: linearGrid(elements, 64),
    flops: blocks * cols,
  });
  rec.release(partials);
}
