/**
 * Dense matrix products with fused epilogues, in all four transpositions. Forward products never split K, and
 * the number of rows decides about nothing that rounds, so a row's result is the same bits in any batch. Weight
 * gradients (transA) may split K in two passes, always added in the same order. Knows no layer.
 */
import type { Gpu } from '../../device.ts';
import { linearGrid, type Bindable, type Recorder } from '../../plan.ts';
import type { Tensor } from '../../tensor.ts';
import { fixedBlock, type UniformBlock } from '../../uniforms.ts';
import { requireElements, sameMemory } from '../elements.ts';
import {
  MATMUL,
  ANY_SIZE,
  forSize,
  MATMUL_VARIANTS,
  matmulKernel,
  ofWeight,
  panelOf,
  soonestOf,
  type MatmulKernelOptions,
  type MatmulVariant,
} from './matmulVariants.ts';
import type { MatmulEpilogue } from './matmulEpilogues.ts';
import { rowsOfPanel } from './matmulPanel.ts';
import { matmulWindows } from './matmulWindows.ts';
import { withSums, type PartialSums } from '../sums/partialSums.ts';

/** How a product may be computed, beside what is computed. */
export interface ProductOptions {
  /**
   * `sliced`: the sum over K may be shared out among invocations, in an order of its own that no size decides about,
   * where the device's variant has one. For sums that nothing is compared with to the bit: new tokens.
   */
  readonly order?: 'ascending' | 'sliced';
  /** It runs now and then: where it is small, of kernels that give the same bits the one that compiles soonest is taken. */
  readonly seldom?: boolean;
}

export interface MatmulOptions extends ProductOptions {
  /** [m, k], or [k, m] with transA. */
  readonly a: Tensor;
  /** [k, n], or [n, k] with transB. May hold halves (f16) without transA. */
  readonly b: Tensor;
  /** [m, n] in lines of ldc. */
  readonly out: Tensor;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transA?: boolean;
  readonly transB?: boolean;
  /** Numbers from one line of a, b, out to the next; their width when left out. */
  readonly lda?: number;
  readonly ldb?: number;
  readonly ldc?: number;
  /** First number of a's first line within `a`: the product reads columns of a wider matrix. 0 when left out. */
  readonly aStart?: number;
  /** The same of `out` and of the planes that lie as it does: residual, gelu, geluGrad. */
  readonly outStart?: number;
  /** Multiplies the sum before anything is added to it. */
  readonly scale?: number;
  /** [n] */
  readonly bias?: Tensor;
  /** [m, n] in lines of ldc; may be `out` itself. */
  readonly residual?: Tensor;
  /** [m, n] in lines of ldc: receives the pre-activation, and gelu_new of it goes to out. */
  readonly gelu?: Tensor;
  /** What `gelu` holds already belongs to the pre-activation: it is added to. */
  readonly geluAdd?: boolean;
  /** [m, n] in lines of ldc: pre-activation z; out = sum * gelu_new'(z), or += with `accumulate`. */
  readonly geluGrad?: Tensor;
  /**
   * [m, 2 * n], as `out` is then, in lines of 2 * n: gate | up of a SwiGLU by whose result the sum is the gradient; out is the
   * gradient by these.
   */
  readonly swigluGrad?: Tensor;
  /** out += instead of out =. */
  readonly accumulate?: boolean;
  /** Leaves the second pass of a split product to these; `out` is then written when they are flushed. */
  readonly sums?: PartialSums;
  /** Whether the columns of out behind n, up to a whole vector, may be written with anything: then no end is apart. */
  readonly spareColumns?: boolean;
}

const SHAPE = {
  m: 'u32',
  n: 'u32',
  k: 'u32',
  lda: 'u32',
  ldb: 'u32',
  ldc: 'u32',
  chunk: 'u32',
  hasBias: 'u32',
  aStart: 'u32',
  outStart: 'u32',
  scale: 'f32',
  rows: 'u32',
} as const;

type Shape = Record<keyof typeof SHAPE, number>;

/** Terms of K that one slice of a split product sums at least. */
const MIN_SLICE = 128;

/**
 * out[m, n] = scale · op(a) op(b) with one of these epilogues: + bias + residual (or added to out); gelu of
 * (sum + bias), keeping the pre-activation, or of that added to the pre-activation; times gelu's derivative at a
 * pre-activation; both gradients of a SwiGLU.
 * Operands larger than one binding may be are worked on window by window: see matmulWindows.ts.
 * @throws RangeError when a tensor is too small, halves are where they may not be, or the epilogues are combined
 *   otherwise.
 */
export function matmul(rec: Recorder, options: MatmulOptions): void {
  requireOperands(options);
  const wide = { ...options, n: Math.ceil(options.n / 4) * 4 };
  // Rows of b behind the last are read for them, which is anything too; cut into windows, b would have to have them.
  const spare = options.spareColumns && wide.n > options.n && wide.n <= linesOf(options).ldc;
  if (spare && fitsWhole(rec.gpu, wide)) {
    recordProduct(rec, wide);
    return;
  }
  const parts = windowsOf(rec.gpu, options);
  if (parts.length > 1) {
    if (options.swigluGrad) throw new RangeError(`matmul: ${options.b.label} is too large behind a SwiGLU.`);
    for (const part of parts) matmul(rec, part);
    return;
  }
  recordProduct(rec, options);
}

function recordProduct(rec: Recorder, options: MatmulOptions): void {
  const product = wholeProduct(rec.gpu, options);
  const { family, tile, soonest, build, slices } = product;
  const { m, n } = options;
  const dispatch = (target: Bindable, { name, bindings }: Epilogue) => {
    const panel = soonest ? null : panelOf(family, { m, n, terms: product.shape.chunk }, name);
    const { variant, waiting } = panel ?? { variant: tile, waiting: null };
    const rows = panel ? rowsOfPanel(m, n, slices) : variant.rows;
    const groups = Math.ceil(m / rows) * Math.ceil(n / variant.columns);
    const [x, y = 1] = linearGrid(groups, variant.tilesPerGroup);
    rec.dispatch(matmulKernel(variant, { ...build, epilogue: name, waiting }), {
      constants: variant.constants,
      bindings: [shapeBlock(rec.gpu, { ...product.shape, rows }), options.a, options.b, target, ...bindings],
      grid: [x, y, slices],
      flops: product.flops,
    });
  };
  recordWhole(rec, options, product, dispatch);
}

function windowsOf(gpu: Gpu, options: MatmulOptions): MatmulOptions[] {
  return matmulWindows(gpu, { ...options, ldc: linesOf(options).ldc });
}

/** Whether a product's operands each fit a binding, and none of its ends is worth a dispatch of its own. */
export function fitsWhole(gpu: Gpu, options: MatmulOptions): boolean {
  return windowsOf(gpu, options).length === 1;
}

/** A product that one dispatch can do, or one and the second pass of its sums. */
export interface WholeProduct {
  readonly family: MatmulVariant;
  readonly tile: MatmulVariant;
  /** Instead of the tile and of every panel. */
  readonly soonest: MatmulVariant | null;
  readonly build: Pick<MatmulKernelOptions, 'transA' | 'transB' | 'vectors' | 'halves' | 'scaled'>;
  readonly epilogue: Epilogue;
  /** All but the rows of a workgroup. */
  readonly shape: Omit<Shape, 'rows'>;
  /** Slices of K; more than one leave planes. */
  readonly slices: number;
  readonly flops: number;
}

/** How a product is computed whose operands each fit a binding. */
export function wholeProduct(gpu: Gpu, options: MatmulOptions): WholeProduct {
  const { b, m, n, k, transA = false, transB = false, aStart = 0, outStart = 0, scale = 1 } = options;
  const { lda, ldb, ldc } = linesOf(options);
  // Only what does not depend on the number of rows may decide about a forward product.
  const extents = [
    lda,
    ldb,
    ldc,
    n,
    aStart,
    outStart,
    ...(transA ? [m] : []),
    ...(transA && !transB ? [] : [k]),
  ];
  const vectors = extents.every((extent) => extent % 4 === 0);
  const usual: MatmulVariant = vectors ? MATMUL_VARIANTS[MATMUL.chosen(gpu)] : ANY_SIZE;
  const sliced = (options.residual && usual.deep) ?? usual.sliced;
  const forTokens = options.order === 'sliced' && !transA ? sliced : undefined;
  const family = forTokens ?? ofWeight(usual, transA ? m * n : n * k);
  // How K is cut depends on the tile alone: a panel of the family adds the same slices.
  const soonest = options.seldom ? soonestOf(family, m, n, k) : null;
  const tile = soonest ?? forSize(family, m, n, k);
  const epilogue = chooseEpilogue(options);
  const tiles = Math.ceil(m / tile.rows) * Math.ceil(n / tile.columns);
  // Planes hold at most about `enoughTiles` tiles more than `out` does, so their memory is bounded: 4 MiB.
  const most = Math.min(tile.enoughTiles / tiles, Math.floor(gpu.maxBinding / (m * n * 4)));
  const splittable =
    transA && !options.bias && ldc === n && outStart === 0 && ['plain', 'accumulate'].includes(epilogue.name);
  const chunk = splittable ? sliceLength(k, most) : k;
  const hasBias = Number(options.bias !== undefined);
  return {
    family,
    tile,
    soonest,
    build: { transA, transB, vectors, halves: b.type === 'f16', scaled: scale !== 1 },
    epilogue,
    shape: { m, n, k, lda, ldb, ldc, chunk, hasBias, aStart, outStart, scale },
    slices: Math.ceil(k / chunk),
    flops: 2 * m * n * k,
  };
}

/** Has `dispatch` write the product, or the planes of its slices, which are then added. */
export function recordWhole(
  rec: Recorder,
  { b, m, n, out, sums: others }: MatmulOptions,
  { slices, epilogue }: WholeProduct,
  dispatch: (target: Bindable, epilogue: Epilogue) => void,
): void {
  if (slices === 1) {
    dispatch(out, epilogue);
    return;
  }
  withSums(rec, others, slices * m * n, (sums) => {
    const parts = sums.reserve('matmul', slices * m * n);
    dispatch(parts, { name: 'plain', bindings: [b] });
    const accumulate = epilogue.name === 'accumulate';
    sums.add({ parts, stride: m * n, planes: slices, out: { ...out, shape: [m, n] }, accumulate });
  });
}

/** Numbers from one line to the next. */
function linesOf({ m, n, k, transA, transB, lda, ldb, ldc, swigluGrad }: MatmulOptions) {
  return { lda: lda ?? (transA ? m : k), ldb: ldb ?? (transB ? k : n), ldc: ldc ?? (swigluGrad ? 2 * n : n) };
}

/** @throws RangeError when a tensor is too small, or of a type that it may not have */
export function requireOperands(options: MatmulOptions): void {
  const { a, b, out, m, n, k, transA = false, transB = false, aStart = 0, outStart = 0 } = options;
  const { lda, ldb, ldc } = linesOf(options);
  requireElements('matmul', a, aStart + (transA ? (k - 1) * lda + m : (m - 1) * lda + k));
  requireElements('matmul', b, transB ? (n - 1) * ldb + k : (k - 1) * ldb + n);
  for (const plane of [out, options.residual, options.gelu, options.geluGrad]) {
    if (plane) requireElements('matmul', plane, outStart + (m - 1) * ldc + n);
  }
  for (const plane of options.swigluGrad ? [out, options.swigluGrad] : [])
    requireElements('matmul', plane, outStart + m * ldc);
  requireTypes(options);
  if (options.bias) requireElements('matmul', options.bias, n);
}

/** Only a weight is ever kept in half precision, and a weight is b of a product that is no weight gradient. */
function requireTypes({ a, b, out, transA }: MatmulOptions): void {
  const half = [a, out, ...(transA ? [b] : [])].find(({ type }) => type === 'f16');
  if (half) throw new RangeError(`matmul: ${half.label} is f16; only b may be, and not with transA.`);
}

export interface Epilogue {
  readonly name: MatmulEpilogue;
  readonly bindings: readonly Bindable[];
}

function chooseEpilogue(options: MatmulOptions): Epilogue {
  const { b, out, bias, residual, gelu, geluAdd, geluGrad, swigluGrad, accumulate = false } = options;
  const others = [residual, gelu, accumulate || undefined].filter((other) => other !== undefined);
  if (others.length > 1 || (geluGrad && (bias || residual || gelu)) || (geluAdd && !gelu)) {
    throw new RangeError(
      'matmul: combine bias with one of residual, accumulate, gelu; geluGrad with accumulate only; geluAdd belongs to gelu.',
    );
  }
  if (swigluGrad) {
    const alone = !bias && !residual && !gelu && !geluGrad && !accumulate && !options.outStart;
    if (!alone || (options.ldc ?? 2 * options.n) !== 2 * options.n)
      throw new RangeError('matmul: swigluGrad is alone, with all of its lines.');
    return { name: 'swigluGrad', bindings: [swigluGrad] };
  }
  // A read-only operand fills the place of an absent bias, which is not added.
  const first = bias ?? b;
  if (gelu) return { name: geluAdd ? 'geluAdd' : 'gelu', bindings: [first, gelu] };
  if (geluGrad) return { name: accumulate ? 'geluGradAdd' : 'geluGrad', bindings: [geluGrad] };
  // A buffer cannot be bound for reading and writing at once; adding to \`out\` is the same sum.
  if (accumulate || (residual && sameMemory(residual, out))) return { name: 'accumulate', bindings: [first] };
  if (residual) return { name: 'residual', bindings: [first, residual] };
  return { name: 'plain', bindings: [first] };
}

/** Length of equal slices of K, a multiple of 16, for about `slices` of them. */
function sliceLength(k: number, slices: number): number {
  const count = Math.min(Math.ceil(slices), Math.floor(k / MIN_SLICE));
  return count < 2 ? k : Math.ceil(k / count / 16) * 16;
}

/** The uniform block of a shape. Blocks never change, so products of the same shape share one. */
export function shapeBlock(gpu: Gpu, shape: Shape): UniformBlock<typeof SHAPE> {
  return fixedBlock(gpu, 'matmul', SHAPE, shape);
}
