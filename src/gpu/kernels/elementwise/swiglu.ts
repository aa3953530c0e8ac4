/** SwiGLU (Shazeer 2020) on fused gate | up rows, forward beside its backward. Knows no layer. */
import { linearGrid, type Recorder } from '../../plan.ts';
import type { Tensor } from '../../tensor.ts';
import { sizesBlock } from '../../uniforms.ts';
import backwardCode from '../../shaders/elementwise/swigluBackward.wgsl?raw';
import forwardCode from '../../shaders/elementwise/swigluForward.wgsl?raw';
import siluCode from '../../shaders/elementwise/silu.wgsl?raw';
import { elementKernel, forLength, requireElements } from '../elements.ts';

const FORWARD = elementKernel('swigluForward', ['read', 'readWrite', 'uniform'], siluCode, forwardCode);
const BACKWARD = elementKernel(
  'swigluBackward',
  ['read', 'read', 'readWrite', 'uniform'],
  siluCode,
  backwardCode,
);

interface SwigluShape {
  /** [rows, 2 * cols]: gate | up. */
  readonly gateUp: Tensor;
  readonly rows: number;
  readonly cols: number;
}

/**
 * out [rows, cols] = silu(gate) * up, silu(x) = x / (1 + exp(-x)).
 * @throws RangeError when a tensor is too small.
 */
export function swigluForward(rec: Recorder, options: SwigluShape & { readonly out: Tensor }): void {
  const { gateUp, out, rows, cols } = options;
  requireElements('swigluForward', gateUp, rows * 2 * cols);
  requireElements('swigluForward', out, rows * cols);
  const { kernel, elements } = forLength(FORWARD, cols);
  rec.dispatch(kernel, {
    constants: { COLS: elements },
    bindings: [gateUp, out, sizesBlock(rec.gpu, { rows })],
    grid: linearGrid(rows * elements, 64),
    flops: rows * cols * 6,
  });
}

/**
 * dGateUp [rows, 2 * cols] from dOut [rows, cols], both gradients of swigluForward.
 * @throws RangeError when a tensor is too small.
 */
export function swigluBackward(
  rec: Recorder,
  options: SwigluShape & { readonly dOut: Tensor; readonly dGateUp: Tensor },
): void {
  const { gateUp, dOut, dGateUp, rows, cols } = options;
  for (const tensor of [gateUp, dGateUp]) requireElements('swigluBackward', tensor, rows * 2 * cols);
  requireElements('swigluBackward', dOut, rows * cols);
  const { kernel, elements } = forLength(BACKWARD, cols);
  rec.dispatch(kernel, {
    constants: { COLS: elements },
    bindings: [gateUp, dOut, dGateUp, sizesBlock(rec.gpu, { rows })],
    grid: linearGrid(rows * elements, 64),
    flops: rows * cols * 13,
  });
}
