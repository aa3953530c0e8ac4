/**
 * A product of few rows that are normalised first, and activated behind it, in one dispatch: every workgroup normalises the
 * rows that it multiplies for itself. The bits are those of a norm by workgroups, a product in the order `sliced` and an
 * activation, one after the other. Knows no layer.
 */
import type { Gpu } from '../../device.ts';
import { linearGrid, type Recorder } from '../../plan.ts';
import { byteLength, type Tensor } from '../../tensor.ts';
import { requireElements } from '../elements.ts';
import { shapeBlock } from '../matmul/matmul.ts';
import { MATMUL, MATMUL_VARIANTS, matmulKernel, type MatmulVariant } from '../matmul/matmulVariants.ts';
import { NORM } from '../norm/normVariants.ts';
import { DECODE } from './decodeVariants.ts';

export interface NormedProductOptions {
  /** [m, k] */
  readonly x: Tensor;
  /** [k] */
  readonly gamma: Tensor;
  /** [k]: layer normalisation; left out, rows are divided by their root mean square. */
  readonly beta?: Tensor;
  readonly eps: number;
  /** [k, n], or [n, k] with transB. May hold halves. */
  readonly b: Tensor;
  readonly transB: boolean;
  /** [n] */
  readonly bias?: Tensor;
  /** [m, n], or [m, n / 2] behind a SwiGLU, whose gates are the first half of the columns. */
  readonly out: Tensor;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly activation?: 'gelu' | 'swiglu';
}

/** Whether one dispatch can do it here, in the orders that the device's families have. */
export function canNormProduct(
  gpu: Gpu,
  { x, b, out, n, k, activation }: Pick<NormedProductOptions, 'x' | 'b' | 'out' | 'n' | 'k' | 'activation'>,
): boolean {
  const { sliced }: MatmulVariant = MATMUL_VARIANTS[MATMUL.chosen(gpu)];
  const columns = activation === 'swiglu' ? n / 2 : n;
  const bound = [x, b, out].every((tensor) => byteLength(tensor) <= gpu.maxBinding);
  const chosen = DECODE.chosen(gpu) === 'fused' && NORM.chosen(gpu) === 'group' && sliced !== undefined;
  return chosen && bound && columns % 4 === 0 && k % 4 === 0;
}

/**
 * out = activation(norm(x) op(b) + bias).
 * @throws RangeError when a tensor is too small, or it cannot be done here: see canNormProduct
 */
export function normedProduct(rec: Recorder, options: NormedProductOptions): void {
  const { x, gamma, beta, eps, b, transB, bias, out, m, n, k, activation } = options;
  const columns = activation === 'swiglu' ? n / 2 : n;
  requireElements('normedProduct', x, m * k);
  requireElements('normedProduct', b, n * k);
  requireElements('normedProduct', out, m * columns);
  for (const vector of [gamma, beta]) if (vector) requireElements('normedProduct', vector, k);
  if (bias) requireElements('normedProduct', bias, n);
  const { sliced }: MatmulVariant = MATMUL_VARIANTS[MATMUL.chosen(rec.gpu)];
  if (!sliced || !canNormProduct(rec.gpu, options)) {
    throw new RangeError(`normedProduct: [${m}, ${k}] times [${k}, ${n}] is not for this GPU's kernels.`);
  }
  const variant = activation === 'swiglu' ? sliced.pairs! : sliced;
  const kernel = matmulKernel(variant, {
    epilogue: activation === 'gelu' ? 'activated' : (activation ?? 'plain'),
    norm: beta ? 'layer' : 'root',
    transA: false,
    transB,
    vectors: true,
    halves: b.type === 'f16',
    scaled: false,
    waiting: null,
  });
  const lines = { lda: k, ldb: transB ? k : n, ldc: columns, aStart: 0, outStart: 0 };
  const whole = { chunk: k, scale: 1, rows: variant.rows, hasBias: Number(bias !== undefined) };
  const [across, down] = [Math.ceil(n / variant.columns), Math.ceil(m / variant.rows)];
  rec.dispatch(kernel, {
    constants: { COLS: k / 4, EPS: eps, ...(activation === 'swiglu' && { HALF: columns }) },
    // A read-only operand fills the place of an absent bias, which is not added.
    bindings: [
      shapeBlock(rec.gpu, { m, n, k, ...lines, ...whole }),
      x,
      b,
      out,
      bias ?? b,
      gamma,
      ...(beta ? [beta] : []),
    ],
    grid: linearGrid(across * down, 1),
    flops: 2 * m * n * k,
  });
}
