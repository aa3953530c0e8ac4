/** A linear map from a row to one number (reward and value heads), forward beside its backward. */
import { linearGrid, type Recorder } from '../../plan.ts';
import { reshape, type Tensor } from '../../tensor.ts';
import { sizesBlock } from '../../uniforms.ts';
import backwardCode from '../../shaders/head/linearHeadBackward.wgsl?raw';
import forwardCode from '../../shaders/head/linearHead.wgsl?raw';
import { columnSum } from '../sums/columnSum.ts';
import { elementKernel, forLength, requireElements } from '../elements.ts';
import type { PartialSums } from '../sums/partialSums.ts';

const FORWARD = elementKernel('linearHead', ['read', 'read', 'read', 'readWrite', 'uniform'], forwardCode);
const BACKWARD = elementKernel('linearHeadBackward', ['read', 'read', 'readWrite', 'uniform'], backwardCode);

export interface LinearHeadOptions {
  /** [rows, dim] */
  readonly x: Tensor;
  /** [dim] */
  readonly weight: Tensor;
  /** [1] */
  readonly bias?: Tensor;
  /** [rows] */
  readonly out: Tensor;
  readonly rows: number;
  readonly dim: number;
}

/**
 * out[r] = x[r] . weight + bias.
 * @throws RangeError when a tensor is too small.
 */
export function linearHead(rec: Recorder, { x, weight, bias, out, rows, dim }: LinearHeadOptions): void {
  requireElements('linearHead', x, rows * dim);
  requireElements('linearHead', weight, dim);
  requireElements('linearHead', out, rows);
  const { kernel, elements } = forLength(FORWARD, dim);
  rec.dispatch(kernel, {
    constants: { DIM: elements, HAS_BIAS: Number(bias !== undefined) },
    bindings: [x, weight, bias ?? weight, out, sizesBlock(rec.gpu, { rows })],
    grid: linearGrid(rows, 32),
    flops: rows * dim * 2,
  });
}

export interface LinearHeadBackwardOptions {
  /** [rows, dim] */
  readonly x: Tensor;
  /** [dim] */
  readonly weight: Tensor;
  /** [rows] */
  readonly dOut: Tensor;
  /** [rows, dim] */
  readonly dx: Tensor;
  /** dx += instead of dx =. */
  readonly accumulate: boolean;
  /** [dim] */
  readonly dWeight: Tensor;
  /** [1] */
  readonly dBias?: Tensor;
  readonly rows: number;
  readonly dim: number;
  /** dWeight += and dBias += instead of =. */
  readonly accumulateParams?: boolean;
  /** Leaves the second pass of the sums to these; dWeight and dBias are written when they are flushed. */
  readonly sums?: PartialSums;
}

/**
 * Gradients of linearHead with respect to x, weight and bias.
 * @throws RangeError when a tensor is too small.
 */
export function linearHeadBackward(rec: Recorder, options: LinearHeadBackwardOptions): void {
  const { x, weight, dOut, dx, accumulate, dWeight, dBias, rows, dim } = options;
  requireElements('linearHeadBackward', weight, dim);
  requireElements('linearHeadBackward', dx, rows * dim);
  const { kernel, elements } = forLength(BACKWARD, dim);
  rec.dispatch(kernel, {
    constants: { DIM: elements, ACCUMULATE: Number(accumulate) },
    bindings: [weight, dOut, dx, sizesBlock(rec.gpu, { rows })],
    grid: linearGrid(rows * elements, 64),
    flops: rows * dim * 2,
  });
  const shared = { rows, accumulate: options.accumulateParams, sums: options.sums };
  columnSum(rec, { ...shared, x, weight: dOut, out: dWeight, cols: dim });
  if (dBias) columnSum(rec, { ...shared, x: dOut, out: reshape(dBias, [1]), cols: 1 });
}
