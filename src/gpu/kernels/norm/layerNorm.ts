/**
 * Layer normalisation over the last dimension (Ba et al. 2016), forward beside its backward.
 * Knows rows and columns, nothing of where the rows come from.
 */
import { linearGrid, type Recorder } from '../../plan.ts';
import type { Tensor } from '../../tensor.ts';
import backwardCode from '../../shaders/norm/layerNormBackward.wgsl?raw';
import backwardGroupCode from '../../shaders/norm/layerNormBackwardGroup.wgsl?raw';
import forwardCode from '../../shaders/norm/layerNormForward.wgsl?raw';
import forwardGroupCode from '../../shaders/norm/layerNormForwardGroup.wgsl?raw';
import paramsCode from '../../shaders/norm/layerNormParams.wgsl?raw';
import treeCode from '../../shaders/norm/rowTree.wgsl?raw';
import { elementKernel, forLength, requireElements } from '../elements.ts';
import { rowBlock } from '../sums/sumsVariants.ts';
import { NORM, normGrid } from './normVariants.ts';
import { withSums, type PartialSums } from '../sums/partialSums.ts';

const BINDINGS = ['read', 'read', 'read'] as const;
const FORWARD_BINDINGS = [...BINDINGS, 'readWrite', 'readWrite'] as const;
const FORWARD = {
  lane: elementKernel('layerNormForward', FORWARD_BINDINGS, forwardCode),
  group: elementKernel('layerNormForward.group', FORWARD_BINDINGS, treeCode, forwardGroupCode),
};
const BACKWARD_BINDINGS = [...BINDINGS, 'read', 'readWrite'] as const;
const BACKWARD = {
  lane: elementKernel('layerNormBackward', BACKWARD_BINDINGS, backwardCode),
  group: elementKernel('layerNormBackward.group', BACKWARD_BINDINGS, treeCode, backwardGroupCode),
};
const PARAMS = elementKernel('layerNormParams', ['read', 'read', 'read', 'read', 'readWrite'], paramsCode);

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
    constants: { ROWS: rows, COLS: elements, EPS: eps },
    bindings: [x, gamma, beta, out, stats],
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
  /** [rows, cols] */
  readonly dx: Tensor;
  /** dx += instead of dx =. */
  readonly accumulate: boolean;
  /** [cols]; left out, with dBeta and dxSum, where the norm is frozen: then there is no second pass. */
  readonly dGamma?: Tensor;
  /** [cols] */
  readonly dBeta?: Tensor;
  readonly rows: number;
  readonly cols: number;
  /** [cols], written: column sums of dx, accumulated share included. The bias gradient of what made x. */
  readonly dxSum?: Tensor;
  /** dGamma += and dBeta += instead of =. */
  readonly accumulateParams?: boolean;
  /** Leaves the second pass to these; dGamma, dBeta and dxSum are written when they are flushed. */
  readonly sums?: PartialSums;
}

/**
 * Gradients of layerNormForward with respect to x, and to gamma and beta unless they are frozen.
 * @throws RangeError when a tensor is too small, or some gradients of parameters are missing and others are not.
 */
export function layerNormBackward(rec: Recorder, options: LayerNormBackwardOptions): void {
  const { x, gamma, stats, dOut, dx, accumulate, dGamma, dBeta, dxSum, rows, cols } = options;
  for (const tensor of [x, dOut, dx]) requireElements('layerNormBackward', tensor, rows * cols);
  for (const tensor of [gamma, dGamma, dBeta, dxSum]) {
    if (tensor) requireElements('layerNormBackward', tensor, cols);
  }
  requireElements('layerNormBackward', stats, rows * 2);
  const variant = NORM.chosen(rec.gpu);
  const { kernel, elements } = forLength(BACKWARD[variant], cols);
  rec.dispatch(kernel, {
    constants: { ROWS: rows, COLS: elements, ACCUMULATE: Number(accumulate) },
    bindings: [x, gamma, stats, dOut, dx],
    grid: normGrid(variant, rows),
    flops: rows * cols * 12,
  });
  if (!dGamma || !dBeta) {
    if (dGamma || dBeta || dxSum) {
      throw new RangeError('layerNormBackward: dGamma and dBeta come together, and dxSum with them.');
    }
    return;
  }
  const block = rowBlock(rec.gpu);
  const blocks = Math.ceil(rows / block);
  const stride = (dxSum ? 3 : 2) * cols;
  withSums(rec, options.sums, blocks * stride, (sums) => {
    const parts = sums.reserve('layerNormParams', blocks * stride);
    rec.dispatch(forLength(PARAMS, cols).kernel, {
      constants: { ROWS: rows, COLS: elements, BLOCK: block, WITH_DX: Number(dxSum !== undefined) },
      bindings: [x, stats, dOut, dx, parts],
      grid: linearGrid(blocks * elements, 32),
      flops: rows * cols * (dxSum ? 6 : 5),
    });
    const accumulateParams = options.accumulateParams ?? false;
    const sum = (index: number, out: Tensor, onto: boolean) =>
      sums.add({
        parts,
        first: index * cols,
        stride,
        planes: blocks,
        out: { ...out, shape: [cols] },
        accumulate: onto,
      });
    sum(0, dGamma, accumulateParams);
    sum(1, dBeta, accumulateParams);
    if (dxSum) sum(2, dxSum, false);
  });
}
