/**
 * Root-mean-square normalisation over the last dimension (Zhang & Sennrich 2019), forward beside its backward.
 * Knows rows and columns, nothing of where the rows come from.
 */
import { type Bindable, type Recorder } from '../../plan.ts';
import type { Tensor } from '../../tensor.ts';
import { sizesBlock } from '../../uniforms.ts';
import backwardCode from '../../shaders/norm/rmsNormBackward.wgsl?raw';
import backwardGroupCode from '../../shaders/norm/rmsNormBackwardGroup.wgsl?raw';
import forwardCode from '../../shaders/norm/rmsNormForward.wgsl?raw';
import forwardGroupCode from '../../shaders/norm/rmsNormForwardGroup.wgsl?raw';
import treeCode from '../../shaders/norm/rowTree.wgsl?raw';
import columnsCode from '../../shaders/sums/columnsBehind.wgsl?raw';
import { elementKernel, forLength, requireElements } from '../elements.ts';
import { columnSum } from '../sums/columnSum.ts';
import { addRiding, canRide, ridingColumns, type ColumnsBehind } from '../sums/columnsBehind.ts';
import { rowBlock } from '../sums/sumsVariants.ts';
import { NORM, normGrid } from './normVariants.ts';
import { withSums, type PartialSums } from '../sums/partialSums.ts';

const FORWARD_BINDINGS = ['read', 'read', 'readWrite', 'readWrite', 'uniform'] as const;
const FORWARD = {
  lane: elementKernel('rmsNormForward', FORWARD_BINDINGS, forwardCode),
  group: elementKernel('rmsNormForward.group', FORWARD_BINDINGS, treeCode, forwardGroupCode),
};
const BACKWARD_BINDINGS = [
  'read',
  'read',
  'read',
  'read',
  'readWrite',
  'readWrite',
  'read',
  'uniform',
] as const;
const BACKWARD = {
  lane: elementKernel('rmsNormBackward', BACKWARD_BINDINGS, columnsCode, backwardCode),
  group: elementKernel('rmsNormBackward.group', BACKWARD_BINDINGS, treeCode, columnsCode, backwardGroupCode),
};

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
  const variant = NORM.chosen(rec.gpu);
  const { kernel, elements } = forLength(FORWARD[variant], cols);
  rec.dispatch(kernel, {
    constants: { COLS: elements, EPS: eps },
    bindings: [x, gamma, out, scales, sizesBlock(rec.gpu, { rows })],
    grid: normGrid(variant, rows),
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
  /** Another matrix over the same rows whose columns are summed in the same dispatch, if it can be. */
  readonly behind?: ColumnsBehind;
  /** Leaves the second pass to these; dGamma and the sums are written when they are flushed. */
  readonly sums?: PartialSums;
}

/**
 * Gradients of rmsNormForward with respect to x, and to gamma unless it is frozen.
 * @throws RangeError when a tensor is too small.
 */
export function rmsNormBackward(rec: Recorder, options: RmsNormBackwardOptions): void {
  const { x, gamma, scales, dOut, dx, accumulate, dGamma, behind, rows, cols } = options;
  for (const tensor of [x, dOut, dx]) requireElements('rmsNormBackward', tensor, rows * cols);
  for (const tensor of [gamma, dGamma]) if (tensor) requireElements('rmsNormBackward', tensor, cols);
  requireElements('rmsNormBackward', scales, rows);
  const variant = NORM.chosen(rec.gpu);
  const { kernel, elements, width } = forLength(BACKWARD[variant], cols);
  const block = rowBlock(rec.gpu);
  const blocks = Math.ceil(rows / block);
  const columns = behind && dGamma && canRide(behind, width) ? behind : undefined;
  if (behind && !columns) columnSum(rec, { ...behind, rows, sums: options.sums });
  const riding = { columns, blocks, before: blocks * cols, width };
  const { invocations, count, firstBehind, constants } = ridingColumns(riding);
  const first = (parts: Bindable, gammaInvocations: number) =>
    rec.dispatch(kernel, {
      constants: {
        ...constants,
        COLS: elements,
        BLOCK: block,
        ACCUMULATE: Number(accumulate),
      },
      // Without columns a read-only operand fills their place.
      bindings: [
        x,
        gamma,
        scales,
        dOut,
        dx,
        parts,
        columns?.x ?? x,
        sizesBlock(rec.gpu, { rows, gammaInvocations, firstBehind }),
      ],
      grid: normGrid(variant, rows, gammaInvocations + invocations),
      flops: rows * cols * (gammaInvocations === 0 ? 9 : 12) + rows * (columns?.cols ?? 0),
    });
  if (!dGamma) {
    // Something must be bound in the place of the parts that nobody writes.
    const nothing = rec.scratch('nothing', [4]);
    first(nothing, 0);
    rec.release(nothing);
    return;
  }
  withSums(rec, options.sums, blocks * cols + count, (sums) => {
    const parts = sums.reserve('rmsNormBackward', blocks * cols + count);
    first(parts, blocks * elements);
    sums.add({ parts, stride: cols, planes: blocks, out: { ...dGamma, shape: [cols] } });
    addRiding(sums, parts, rows, riding);
  });
}
