/**
 * Linear layers of which columns belong together two by two: gates with what they gate, and the halves of heads that are
 * turned by their position. One dispatch where the product can do that itself, else two, to the same bits. Knows no block.
 */
import { swigluForward } from '../gpu/kernels/elementwise/swiglu.ts';
import { rope, type RopeOptions } from '../gpu/kernels/rope/rope.ts';
import { canPair, gatedProduct, turnedProduct } from '../gpu/kernels/training/pairedProduct.ts';
import type { Recorder } from '../gpu/plan.ts';
import type { Tensor } from '../gpu/tensor.ts';
import { hasAdapter, linearForward, type Linear, type LinearForward } from './linear.ts';
import type { Weights } from './weights.ts';

type Plain = Pick<LinearForward, 'x' | 'rows' | 'products'>;

/** Records gateUp = the layer, [rows, outputs], and out = its SwiGLU, [rows, outputs / 2]. */
export function gatedLinear(
  rec: Recorder,
  weights: Weights,
  layer: Linear,
  { gateUp, out, ...plain }: Plain & { readonly gateUp: Tensor; readonly out: Tensor },
): void {
  const product = productOf(weights, layer, plain);
  const half = layer.outputs / 2;
  if (isPlain(weights, layer, plain) && canPair(rec.gpu, product, gateUp, half)) {
    gatedProduct(rec, { ...product, gateUp, out });
    return;
  }
  linearForward(rec, weights, layer, { ...plain, out: gateUp });
  swigluForward(rec, { gateUp, out, rows: plain.rows, cols: half });
}

/** Records out = q | k | v of the layer, [rows, outputs], with q and k turned by their positions. */
export function turnedLinear(
  rec: Recorder,
  weights: Weights,
  layer: Linear,
  { out, ...plain }: Plain & { readonly out: Tensor },
  turning: Omit<RopeOptions, 'qkv' | 'back'>,
): void {
  const product = productOf(weights, layer, plain);
  const { headDim, heads, kvHeads, positions, table } = turning;
  if (isPlain(weights, layer, plain) && canPair(rec.gpu, product, out, headDim / 2)) {
    turnedProduct(rec, { ...product, out, positions, table, headDim, turned: heads + kvHeads });
    return;
  }
  linearForward(rec, weights, layer, { ...plain, out });
  rope(rec, { ...turning, qkv: out });
}

/** Whether nothing is added to the product, and its sums are in the order that all others have. */
function isPlain(weights: Weights, layer: Linear, { products }: Plain): boolean {
  return !hasAdapter(weights, layer) && products?.order !== 'sliced';
}

function productOf(weights: Weights, { name, inputs, outputs, lies, bias }: Linear, { x, rows }: Plain) {
  return {
    a: x,
    b: weights.view(`${name}.weight`),
    transB: lies === 'outputs-first',
    bias: bias ? weights.view(`${name}.bias`) : undefined,
    m: rows,
    n: outputs,
    k: inputs,
  };
}
