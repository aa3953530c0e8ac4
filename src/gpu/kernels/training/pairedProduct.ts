/**
 * Forward products whose columns belong together two by two, with what is made of each pair in the same dispatch: a gate and
 * what it gates, or the two numbers that a rotation mixes. The bits are those of the product and of swigluForward or rope.
 * Knows no layer.
 */
import type { Gpu } from '../../device.ts';
import { linearGrid, type Recorder } from '../../plan.ts';
import { byteLength, type Tensor } from '../../tensor.ts';
import { requireElements } from '../elements.ts';
import { fitsWhole, requireOperands, shapeBlock, wholeProduct } from '../matmul/matmul.ts';
import { matmulKernel, type MatmulVariant } from '../matmul/matmulVariants.ts';
import { TRAINING } from './trainingVariants.ts';

export interface PairedProduct {
  /** [m, k] */
  readonly a: Tensor;
  /** [k, n], or [n, k] with transB. May hold halves. */
  readonly b: Tensor;
  readonly transB: boolean;
  /** [n] */
  readonly bias?: Tensor;
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

export interface GatedProduct extends PairedProduct {
  /** [m, n], written: gates, then what they gate. */
  readonly gateUp: Tensor;
  /** [m, n / 2], written: silu(gate) * up. */
  readonly out: Tensor;
}

export interface TurnedProduct extends PairedProduct {
  /** [m, n], written: q | k | v, with heads of q and k turned by their row's position. */
  readonly out: Tensor;
  /** u32 [m] */
  readonly positions: Tensor;
  /** What rotaryTable returns. */
  readonly table: Tensor;
  readonly headDim: number;
  /** Heads that are turned: those of q and of k. */
  readonly turned: number;
}

/** Whether one dispatch can do a product and what is made of pairs of columns `half` apart. */
export function canPair(gpu: Gpu, product: PairedProduct, wide: Tensor, half: number): boolean {
  if (TRAINING.chosen(gpu) !== 'fused' || half % 4 !== 0) return false;
  const options = { ...product, out: wide };
  const { build, tile } = wholeProduct(gpu, options);
  const bound = [product.a, product.b, wide].every((tensor) => byteLength(tensor) <= gpu.maxBinding);
  return bound && build.vectors && tile.pairs !== undefined && fitsWhole(gpu, options);
}

/**
 * Writes gateUp and out.
 * @throws RangeError when a tensor is too small, or it cannot be done here: see canPair
 */
export function gatedProduct(rec: Recorder, { gateUp, out, ...product }: GatedProduct): void {
  const half = product.n / 2;
  requireElements('gatedProduct', out, product.m * half);
  record(rec, product, gateUp, half, 'swigluKept', [gateUp], { out, ldc: half, constants: {} });
}

/**
 * Writes out.
 * @throws RangeError when a tensor is too small, or it cannot be done here: see canPair
 */
export function turnedProduct(rec: Recorder, options: TurnedProduct): void {
  const { out, positions, table, headDim, turned, ...product } = options;
  requireElements('turnedProduct', positions, product.m);
  const constants = { TURNED: turned };
  record(rec, product, out, headDim / 2, 'rope', [positions, table], { out, ldc: product.n, constants });
}

/** @param wide [m, n]: what a plain product would write */
function record(
  rec: Recorder,
  product: PairedProduct,
  wide: Tensor,
  half: number,
  epilogue: 'swigluKept' | 'rope',
  bindings: readonly Tensor[],
  { out, ldc, constants }: { out: Tensor; ldc: number; constants: Readonly<Record<string, number>> },
): void {
  requireOperands({ ...product, out: wide });
  if (!canPair(rec.gpu, product, wide, half))
    throw new RangeError(`A product with pairs ${half} apart is not for this GPU's kernels.`);
  const { tile, build, shape, flops } = wholeProduct(rec.gpu, { ...product, out: wide });
  const variant: MatmulVariant = tile.pairs!;
  const groups = Math.ceil(product.m / variant.rows) * Math.ceil(product.n / variant.columns);
  rec.dispatch(matmulKernel(variant, { ...build, epilogue, waiting: null }), {
    constants: { HALF: half, ...constants },
    bindings: [
      shapeBlock(rec.gpu, { ...shape, ldc, rows: variant.rows }),
      product.a,
      product.b,
      out,
      // A read-only operand fills the place of an absent bias, which is not added.
      product.bias ?? product.b,
      ...bindings,
    ],
    grid: linearGrid(groups, 1),
    flops,
  });
}
