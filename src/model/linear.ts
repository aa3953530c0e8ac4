/**
 * One linear layer, forward and backward, as recorded dispatches: its product, its bias, what is fused behind it,
 * and its adapter where it has one (Hu et al. 2021): y = x·W + b + scale · B·(A·x). A gradient is computed when the
 * gradients have a place for it: a frozen weight costs nothing. Knows no block.
 */
import { swigluBackward } from '../gpu/kernels/elementwise/swiglu.ts';
import { fitsWhole, matmul, type MatmulOptions, type ProductOptions } from '../gpu/kernels/matmul/matmul.ts';
import { matmulBoth } from '../gpu/kernels/matmul/matmulBoth.ts';
import type { PartialSums } from '../gpu/kernels/sums/partialSums.ts';
import { TRAINING } from '../gpu/kernels/training/trainingVariants.ts';
import type { Recorder } from '../gpu/plan.ts';
import type { Tensor } from '../gpu/tensor.ts';
import type { Parameters } from './parameters.ts';
import type { Adapter, Weights } from './weights.ts';

export interface Linear {
  /** Of its weight and bias, without `.weight`. */
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  /** How the weight lies: nn.Linear's [outputs, inputs], or [inputs, outputs] as GPT-2's Conv1D has it. */
  readonly lies: 'outputs-first' | 'inputs-first';
  readonly bias: boolean;
  /** The layers that are one product here, first columns first, where each may have its own adapter. */
  readonly modules?: readonly { readonly name: string; readonly outputs: number }[];
}

export interface LinearForward {
  /** [rows, inputs] */
  readonly x: Tensor;
  /** [rows, outputs], written */
  readonly out: Tensor;
  readonly rows: number;
  /** [rows, outputs], added */
  readonly residual?: Tensor;
  /** [rows, outputs]: receives what goes into a GELU whose result goes to `out`. */
  readonly preGelu?: Tensor;
  /** How its products may be computed. */
  readonly products?: ProductOptions;
}

/** Records the layer. */
export function linearForward(
  rec: Recorder,
  weights: Weights,
  layer: Linear,
  { x, out, rows, residual, preGelu, products }: LinearForward,
): void {
  const { name, inputs, outputs } = layer;
  const adapted = adaptedColumns(weights, layer);
  const addAdapters = (to: Tensor, accumulate: boolean) => {
    for (const { adapter, start, count } of adapted) {
      const inner = adapterInner(rec, adapter, x, layer, rows, products?.seldom);
      matmul(rec, {
        a: inner,
        b: adapter.b,
        transB: true,
        out: to,
        outStart: start,
        ldc: outputs,
        m: rows,
        n: count,
        k: rankOf(adapter),
        scale: adapter.scale,
        accumulate,
        seldom: products?.seldom,
      });
      rec.release(inner);
    }
  };
  // The GELU needs the whole sum, so there the adapter's share comes first.
  const before = preGelu !== undefined && adapted.length > 0;
  if (before) addAdapters(preGelu, false);
  matmul(rec, {
    a: x,
    b: weights.view(`${name}.weight`),
    transB: layer.lies === 'outputs-first',
    bias: layer.bias ? weights.view(`${name}.bias`) : undefined,
    residual,
    gelu: preGelu,
    ...(before ? { geluAdd: true } : {}),
    out,
    m: rows,
    n: outputs,
    k: inputs,
    ...products,
  });
  if (!before) addAdapters(out, true);
}

export interface LinearBackward {
  /** [rows, inputs], as in the forward pass */
  readonly x: Tensor;
  /** [rows, outputs] */
  readonly dOut: Tensor;
  /** [rows, inputs], written; [rows, 2 · inputs] with gateUp */
  readonly dx: Tensor;
  readonly rows: number;
  /** [rows, inputs]: dx is the gradient by this, of which `x` is the GELU. */
  readonly preGelu?: Tensor;
  /** [rows, 2 · inputs]: dx is the gradient by these gates and what they gate, of which `x` is the SwiGLU. */
  readonly gateUp?: Tensor;
  /** Written where they have a place. */
  readonly gradients: Parameters;
  readonly sums: PartialSums;
}

/** Records the gradients by weight, adapters and input. That by the bias is for the norm before the layer, which sums `dOut`. */
export function linearBackward(
  rec: Recorder,
  weights: Weights,
  layer: Linear,
  { gateUp, dx, ...options }: LinearBackward,
): void {
  const { rows } = options;
  const { inputs } = layer;
  if (!gateUp) {
    productBackward(rec, weights, layer, { ...options, dx });
    return;
  }
  const toGates = { ...inputProduct(weights, layer, { ...options, dx }), ldc: 2 * inputs };
  const atOnce = TRAINING.chosen(rec.gpu) === 'fused' && !hasAdapter(weights, layer);
  if (atOnce && fitsWhole(rec.gpu, toGates)) {
    productBackward(rec, weights, layer, { ...options, dx, swigluGrad: gateUp });
    return;
  }
  const dInner = rec.scratch('dGated', [rows, inputs]);
  productBackward(rec, weights, layer, { ...options, dx: dInner });
  swigluBackward(rec, { gateUp, dOut: dInner, dGateUp: dx, rows, cols: inputs });
  rec.release(dInner);
}

/** The product that makes the gradient by the input. */
function inputProduct(
  weights: Weights,
  { name, inputs, outputs, lies }: Linear,
  { dOut, dx, rows, preGelu }: Pick<LinearBackward, 'dOut' | 'dx' | 'rows' | 'preGelu'>,
): MatmulOptions {
  const b = weights.view(`${name}.weight`);
  const shape = { transB: lies === 'inputs-first', m: rows, n: inputs, k: outputs };
  return { a: dOut, b, out: dx, ...shape, geluGrad: preGelu };
}

function productBackward(
  rec: Recorder,
  weights: Weights,
  layer: Linear,
  options: Omit<LinearBackward, 'gateUp'> & { readonly swigluGrad?: Tensor },
): void {
  const { x, dOut, dx, rows, preGelu, gradients, sums, swigluGrad } = options;
  const { name, inputs, outputs } = layer;
  const toInput = { ...inputProduct(weights, layer, options), swigluGrad };
  const dWeight = gradients.find(`${name}.weight`);
  if (dWeight) {
    const [a, m, b, n] =
      layer.lies === 'outputs-first' ? [dOut, outputs, x, inputs] : [x, inputs, dOut, outputs];
    matmulBoth(rec, toInput, { a, b, out: dWeight, transA: true, m, n, k: rows, sums });
  } else matmul(rec, toInput);
  for (const { module, adapter, start, count } of adaptedColumns(weights, layer)) {
    const rank = rankOf(adapter);
    // Computed again: that is cheaper than it is to keep.
    const inner = adapterInner(rec, adapter, x, layer, rows);
    const window = { a: dOut, aStart: start, lda: outputs, scale: adapter.scale };
    const dB = gradients.view(`${module}.lora_B`);
    matmul(rec, { ...window, b: inner, out: dB, transA: true, m: count, n: rank, k: rows, sums });
    const dInner = rec.scratch('dInner', [rows, rank]);
    matmul(rec, { ...window, b: adapter.b, out: dInner, m: rows, n: rank, k: count });
    const dA = gradients.view(`${module}.lora_A`);
    matmul(rec, { a: dInner, b: x, out: dA, transA: true, m: rank, n: inputs, k: rows, sums });
    const back = { a: dInner, b: adapter.a, out: dx, m: rows, n: inputs, k: rank };
    matmul(rec, { ...back, accumulate: true, geluGrad: preGelu });
    rec.release(inner, dInner);
  }
}

interface AdaptedColumns {
  readonly module: string;
  readonly adapter: Adapter;
  /** The columns of the product that it adds to. */
  readonly start: number;
  readonly count: number;
}

/** Whether anything is added to its product. */
export function hasAdapter(weights: Weights, layer: Linear): boolean {
  return adaptedColumns(weights, layer).length > 0;
}

function adaptedColumns(weights: Weights, layer: Linear): AdaptedColumns[] {
  let start = 0;
  return (layer.modules ?? [layer]).flatMap(({ name, outputs: count }) => {
    const first = start;
    start += count;
    const adapter = weights.adapter(name);
    return adapter ? [{ module: name, adapter, start: first, count }] : [];
  });
}

function rankOf({ a }: Adapter): number {
  return a.shape[0];
}

/** A·x of every row, [rows, rank], to be released. */
function adapterInner(
  rec: Recorder,
  adapter: Adapter,
  x: Tensor,
  { inputs }: Linear,
  rows: number,
  seldom?: boolean,
): Tensor {
  const rank = rankOf(adapter);
  const inner = rec.scratch('inner', [rows, rank]);
  matmul(rec, { a: x, b: adapter.a, transB: true, out: inner, m: rows, n: rank, k: inputs, seldom });
  return inner;
}
