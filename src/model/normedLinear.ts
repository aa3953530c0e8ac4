/**
 * A linear layer behind a norm and before an activation, for passes that keep none of what is in between: one dispatch where
 * the product can do all of it itself, else one after the other. The bits are the same. Knows no block.
 */
import { canNormProduct, normedProduct } from '../gpu/kernels/decode/normedProduct.ts';
import { swigluForward } from '../gpu/kernels/elementwise/swiglu.ts';
import type { ProductOptions } from '../gpu/kernels/matmul/matmul.ts';
import { layerNormForward } from '../gpu/kernels/norm/layerNorm.ts';
import { rmsNormForward } from '../gpu/kernels/norm/rmsNorm.ts';
import type { Recorder } from '../gpu/plan.ts';
import type { Tensor } from '../gpu/tensor.ts';
import { hasAdapter, linearForward, type Linear } from './linear.ts';
import type { Weights } from './weights.ts';

export interface NormedLinear {
  /** [rows, inputs] */
  readonly x: Tensor;
  /** Layer normalisation with a beta, else by the root mean square. */
  readonly norm: { readonly gamma: Tensor; readonly beta?: Tensor; readonly eps: number };
  /** [rows, outputs], written; half as many columns behind a SwiGLU. */
  readonly out: Tensor;
  readonly rows: number;
  readonly activation?: 'gelu' | 'swiglu';
  readonly products?: ProductOptions;
}

/** Records norm, layer and activation. */
export function normedLinear(rec: Recorder, weights: Weights, layer: Linear, options: NormedLinear): void {
  const { x, norm, out, rows, activation, products } = options;
  const { name, inputs, outputs, lies, bias } = layer;
  const product = {
    x,
    out,
    b: weights.view(`${name}.weight`),
    transB: lies === 'outputs-first',
    bias: bias ? weights.view(`${name}.bias`) : undefined,
    m: rows,
    n: outputs,
    k: inputs,
    activation,
  };
  if (products?.order === 'sliced' && !hasAdapter(weights, layer) && canNormProduct(rec.gpu, product)) {
    normedProduct(rec, { ...product, ...norm });
    return;
  }
  const normed = rec.scratch('normed', [rows, inputs]);
  recordNorm(rec, x, norm, normed, rows, inputs);
  const linear = { x: normed, rows, products };
  if (!activation) linearForward(rec, weights, layer, { ...linear, out });
  else {
    const before = rec.scratch('before', [rows, outputs]);
    if (activation === 'gelu') linearForward(rec, weights, layer, { ...linear, preGelu: before, out });
    else {
      linearForward(rec, weights, layer, { ...linear, out: before });
      swigluForward(rec, { gateUp: before, out, rows, cols: outputs / 2 });
    }
    rec.release(before);
  }
  rec.release(normed);
}

function recordNorm(
  rec: Recorder,
  x: Tensor,
  { gamma, beta, eps }: NormedLinear['norm'],
  out: Tensor,
  rows: number,
  cols: number,
): void {
  const stats = rec.scratch('stats', [rows, 2]);
  if (beta) layerNormForward(rec, { x, gamma, beta, out, stats, rows, cols, eps });
  else rmsNormForward(rec, { x, gamma, out, scales: stats, rows, cols, eps });
  rec.release(stats);
}
