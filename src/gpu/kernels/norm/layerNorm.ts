/**
 * Layer normalisation over the last dimension (Ba et al. 2016), forward beside its backward.
 * Knows rows and columns, nothing of where the rows come from.
 */
import type { Recorder } from '../../plan.ts';
import type { Tensor } from '../../tensor.ts';
import { sizesBlock } from '../../uniforms.ts';
import backwardCode from '../../shaders/norm/layerNormBackward.wgsl?raw';
import backwardGroupCode from '../../shaders/norm/layerNormBackwardGroup.wgsl?raw';
import frozenCode from '../../shaders/norm/layerNormFrozen.wgsl?raw';
import forwardCode from '../../shaders/norm/layerNormForward.wgsl?raw';
import forwardGroupCode from '../../shaders/norm/layerNormForwardGroup.wgsl?raw';
import paramsCode from '../../shaders/norm/layerNormParams.wgsl?raw';
import treeCode from '../../shaders/norm/rowTree.wgsl?raw';
import columnsCode from '../../shaders/sums/columnsBehind.wgsl?raw';
import { elementKernel, forLength, requireElements, type ElementKernel } from '../elements.ts';
import { columnSum } from '../sums/columnSum.ts';
import { addRiding, canRide, ridingColumns, type ColumnsBehind } from '../sums/columnsBehind.ts';
import { rowBlock } from '../sums/sumsVariants.ts';
import { NORM, normGrid } from './normVariants.ts';
import { withSums, type PartialSums } from '../sums/partialSums.ts';

const BINDINGS = ['read', 'read', 'read'] as const;
const FORWARD_BINDINGS = [...BINDINGS, 'readWrite', 'readWrite', 'uniform'] as const;
const FORWARD = {
  lane: elementKernel('layerNormForward', FORWARD_BINDINGS, forwardCode),
  group: elementKernel('layerNormForward.group', FORWARD_BINDINGS, treeCode, forwardGroupCode),
};
const BACKWARD_BINDINGS = [...BINDINGS, 'read', 'read', 'readWrite', 'uniform'] as const;
const BACKWARD = {
  lane: [backwardCode],
  group: [treeCode, backwardGroupCode],
};
/** By whether parameters are trained, and by who takes a row. */
const BACKWARD_KERNELS = {
  frozen: {
    lane: elementKernel('layerNormBackward', BACKWARD_BINDINGS, ...BACKWARD.lane, frozenCode),
    group: elementKernel('layerNormBackward.group', BACKWARD_BINDINGS, ...BACKWARD.group, frozenCode),
  },
  trained: {
    lane: trainedKernel('layerNormBackward.params', BACKWARD.lane),
    group: trainedKernel('layerNormBackward.params.group', BACKWARD.group),
  },
};

function trainedKernel(name: string, code: readonly string[]): ElementKernel {
  return elementKernel(name, [...BACKWARD_BINDINGS, 'readWrite', 'read'], ...code, paramsCode, columnsCode);
}

export interface LayerNormForwardOptions {
  /** [rows, cols] */
  readonly x: Tensor;
  /** [cols] */
  readonly gamma: Tensor;
  /** [cols] */
  readonly beta: Tensor;
  /** [rows, cols] */
  readonly out: Tensor;
  /** [rows, 2]: mean and 1 / sqrt(variance + eps), which the backward pass reads. */
  readonly stats: Tensor;
  readonly rows: number;
  readonly cols: number;
  readonly eps: number;
}

/**
 * out = (x - mean) / sqrt(variance + eps) * gamma + beta, variance biased (divided by cols).
 * @throws RangeError when a tensor is too small.
 */
export function layerNormForward(rec: Recorder, options: LayerNormForwardOptions): void {
  const { x, gamma, beta, out, stats, rows, cols, eps } = options;
  for (const tensor of [x, out]) requireElements('layerNormForward', tensor, rows * cols);
  for (const tensor of [gamma, beta]) requireElements('layerNormForward', tensor, cols);
  requireElements('layerNormForward', stats, rows * 2);
  const variant = NORM.chosen(rec.gpu);
  const { kernel, elements } = forLength(FORWARD[variant], cols);
  rec.dispatch(kernel, {
    constants: { COLS: elements, EPS: eps },
    bindings: [x, gamma, beta, out, stats, sizesBlock(rec.gpu, { rows })],
    grid: normGrid(variant, rows),
    flops: rows * cols * 8,
  });
}

export interface LayerNormBackwardOptions {
  /** [rows, cols]: the forward pass's input. */
  readonly x: Tensor;
  /** [cols] */
  readonly gamma: Tensor;
  /** [rows, 2] from the forward pass. */
  readonly stats: Tensor;
  /** [rows, cols] */
  readonly dOut: Tensor;
  /** [rows, cols], written. */
  readonly dx: Tensor;
  /** [rows, cols], other memory than dx: what is added to it, the gradient that came along the residual stream. */
  readonly onto?: Tensor;
  /** [cols]; left out, with dBeta and ontoSum, where the norm is frozen. */
  readonly dGamma?: Tensor;
  /** [cols] */
  readonly dBeta?: Tensor;
  readonly rows: number;
  readonly cols: number;
  /** [cols], written: column sums of `onto`. The bias gradient of the linear layer at the end of the branch. */
  readonly ontoSum?: Tensor;
  /** Another matrix over the same rows whose columns are summed in the same dispatch, if it can be. */
  readonly behind?: ColumnsBehind;
  /** dGamma += and dBeta += instead of =. */
  readonly accumulateParams?: boolean;
  /** Leaves the second pass to these; dGamma, dBeta and the sums are written when they are flushed. */
  readonly sums?: PartialSums;
}

/**
 * Gradients of layerNormForward with respect to x, and to gamma and beta unless they are frozen: one dispatch, and the second
 * pass of the sums.
 * @throws RangeError when a tensor is too small, or some gradients of parameters are missing and others are not.
 */
export function layerNormBackward(rec: Recorder, options: LayerNormBackwardOptions): void {
  const { x, gamma, stats, dOut, dx, onto, dGamma, dBeta, ontoSum, behind, rows, cols } = options;
  for (const tensor of [x, dOut, dx, onto])
    if (tensor) requireElements('layerNormBackward', tensor, rows * cols);
  for (const tensor of [gamma, dGamma, dBeta, ontoSum]) {
    if (tensor) requireElements('layerNormBackward', tensor, cols);
  }
  requireElements('layerNormBackward', stats, rows * 2);
  const variant = NORM.chosen(rec.gpu);
  const trained = dGamma && dBeta;
  if (!trained && (dGamma || dBeta || ontoSum)) {
    throw new RangeError('layerNormBackward: dGamma and dBeta come together, and ontoSum with them.');
  }
  const { kernel, elements, width } = forLength(
    BACKWARD_KERNELS[trained ? 'trained' : 'frozen'][variant],
    cols,
  );
  const constants = { COLS: elements, ACCUMULATE: Number(onto !== undefined) };
  // Where nothing is added, a read-only operand fills its place.
  const bindings = (firstBehind: number) => [
    x,
    gamma,
    stats,
    dOut,
    onto ?? x,
    dx,
    sizesBlock(rec.gpu, { rows, firstBehind }),
  ];
  const columns = behind && trained && canRide(behind, width) ? behind : undefined;
  if (behind && !columns) columnSum(rec, { ...behind, rows, sums: options.sums });
  if (!trained) {
    rec.dispatch(kernel, {
      constants,
      bindings: bindings(0),
      grid: normGrid(variant, rows),
      flops: rows * cols * 12,
    });
    return;
  }
  const block = rowBlock(rec.gpu);
  const blocks = Math.ceil(rows / block);
  const stride = (ontoSum ? 3 : 2) * cols;
  const riding = { columns, blocks, before: blocks * stride, width };
  const { invocations, count, firstBehind, constants: ofColumns } = ridingColumns(riding);
  withSums(rec, options.sums, blocks * stride + count, (sums) => {
    const parts = sums.reserve('layerNormParams', blocks * stride + count);
    rec.dispatch(kernel, {
      constants: { ...constants, ...ofColumns, BLOCK: block, WITH_ONTO: Number(ontoSum !== undefined) },
      bindings: [...bindings(firstBehind), parts, columns?.x ?? x],
      grid: normGrid(variant, rows, blocks * elements + invocations),
      flops: rows * cols * (ontoSum ? 18 : 17) + rows * (columns?.cols ?? 0),
    });
    const accumulate = options.accumulateParams ?? false;
    const sum = (index: number, out: Tensor, onto: boolean) =>
      sums.add({
        parts,
        first: index * cols,
        stride,
        planes: blocks,
        out: { ...out, shape: [cols] },
        accumulate: onto,
      });
    sum(0, dGamma, accumulate);
    sum(1, dBeta, accumulate);
    if (ontoSum) sum(2, ontoSum, false);
    addRiding(sums, parts, rows, riding);
  });
}
