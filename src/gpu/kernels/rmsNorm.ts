/**
 * Root-mean-square normalisation over the last dimension (Zhang & Sennrich 2019), forward beside its backward.
 * Knows rows and columns, nothing of where the rows come from.
 */
import { linearGrid, type Bindable, type Recorder } from '../plan.ts';
import type { Tensor } from '../tensor.ts';
import backwardCode from '../shaders/rmsNormBackward.wgsl?raw';
import forwardCode from '../shaders/rmsNormForward.wgsl?raw';
import { elementKernel, forLength, requireElements, ROW_BLOCK } from './elements.ts';
import { withSums, type PartialSums } from './partialSums.ts';

const FORWARD = elementKernel('rmsNormForward', ['read', 'read', 'readWrite', 'readWrite'], forwardCode);
const BACKWARD = elementKernel(
  'rmsNormBackward',
  ['read', 'read', 'read', 'read', 'readWrite', 'readWrite'],
  backwardCode,
);

const WORKGROUP = 32;

export interface RmsNormForwardOptions {
  /** [rows, cols] */
  readonly x: Tensor;
  /** [cols] */
  readonly gamma: Tensor;
  /** [rows, cols] */
  readonly out: Tensor;
  /** [rows], written: 1 / sqrt(mean square + eps), which the backward pass reads. */
  readonly scales: Tensor;
  readonly rows: number;
  readonly cols: number;
  readonly eps: number;
}

/**
 * out = x / sqrt(mean(x²) + eps) * gamma.
 * @throws RangeError when a tensor is too small.
 */
export function rmsNormForward(rec: Recorder, options: RmsNormForwardOptions): void {
  const { x, gamma, out, scales, rows, cols, eps } = options;
  for (const tensor of [x, out]) requireElements('rmsNormForward', tensor, rows * cols);
  requireElements('rmsNormForward', gamma, cols);
  requireElements('rmsNormForward', scales, rows);
  const { kernel, elements } = forLength(FORWARD, cols);
  rec.dispatch(kernel, {
    constants: { ROWS: rows, COLS: elements, EPS: eps },
    bindings: [x, gamma, out, scales],
    grid: linearGrid(rows, WORKGROUP),
    flops: rows * cols * 4,
  });
}

export interface RmsNormBackwardOptions {
  /** [rows, cols]: the forward pass's input. */
  readonly x: Tensor;
  /** [cols] */
  readonly gamma: Tensor;
  /** [rows] from the forward pass. */
  readonly scales: Tensor;
  /** [rows, cols] */
  readonly dOut: Tensor;
  /** [rows, cols] */
  readonly dx: Tensor;
  /** dx += instead of dx =. */
  readonly accumulate: boolean;
  /** [cols], written; left out where the norm is frozen. */
  readonly dGamma?: Tensor;
  readonly rows: number;
  readonly cols: number;
  /** Leaves the second pass to these; dGamma is written when they are flushed. */
  readonly sums?: PartialSums;
}

/**
 * Gradients of rmsNormForward with respect to x, and to gamma unless it is frozen.
 * @throws RangeError when a tensor is too small.
 */
export function rmsNormBackward(rec: Recorder, options: RmsNormBackwardOptions): void {
  const { x, gamma, scales, dOut, dx, accumulate, dGamma, rows, cols } = options;
  for (const tensor of [x, dOut, dx]) requireElements('rmsNormBackward', tensor, rows * cols);
  for (const tensor of [gamma, dGamma]) if (tensor) requireElements('rmsNormBackward', tensor, cols);
  requireElements('rmsNormBackward', scales, rows);
  const { kernel, elements } = forLength(BACKWARD, cols);
  const blocks = Math.ceil(rows / ROW_BLOCK);
  const rowGroups = Math.ceil(rows / WORKGROUP);
  const first = (parts: Bindable, gammaInvocations: number) =>
    rec.dispatch(kernel, {
      constants: {
        ROWS: rows,
        COLS: elements,
        BLOCK: ROW_BLOCK,
        ACCUMULATE: Number(accumulate),
        GAMMA_INVOCATIONS: gammaInvocations,
      },
      bindings: [x, gamma, scales, dOut, dx, parts],
      grid: linearGrid(rowGroups * WORKGROUP + gammaInvocations, WORKGROUP),
      flops: rows * cols * (gammaInvocations === 0 ? 9 : 12),
    });
  if (!dGamma) {
    // Something must be bound in the place of the parts that nobody writes.
    const nothing = rec.scratch('nothing', [4]);
    first(nothing, 0);
    rec.release(nothing);
    return;
  }
  withSums(rec, options.sums, blocks * cols, (sums) => {
    const parts = sums.reserve('rmsNormBackward', blocks * cols);
    first(parts, blocks * elements);
    sums.add({ parts, stride: cols, planes: blocks, out: { ...dGamma, shape: [cols] } });
  });
}
