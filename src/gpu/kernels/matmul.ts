/**
 * Dense matrix products with fused epilogues, in all four transpositions. Forward products never split K and
 * never pick a variant by the number of rows, so a row's result is the same bits in any batch. Weight
 * gradients (transA) may split K in two passes, always added in the same order. Knows no layer.
 */
import type { BindingKind, Kernel } from '../pipelines.ts';
import { linearGrid, type Bindable, type Recorder } from '../plan.ts';
import type { Tensor } from '../tensor.ts';
import accessScalar from '../shaders/matmulAccessScalar.wgsl?raw';
import accessVec4 from '../shaders/matmulAccessVec4.wgsl?raw';
import epilogueCode from '../shaders/matmulEpilogue.wgsl?raw';
import epilogueGelu from '../shaders/matmulEpilogueGelu.wgsl?raw';
import epilogueGeluGrad from '../shaders/matmulEpilogueGeluGrad.wgsl?raw';
import geluCode from '../shaders/gelu.wgsl?raw';
import matmulCode from '../shaders/matmul.wgsl?raw';
import reduceCode from '../shaders/matmulReduce.wgsl?raw';
import { elementKernel, forLength, requireElements, sameMemory, type ElementKernel } from './elements.ts';

export interface MatmulOptions {
  /** [m, k], or [k, m] with transA. */
  readonly a: Tensor;
  /** [k, n], or [n, k] with transB. */
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
  /** [n] */
  readonly bias?: Tensor;
  /** [m, n] in lines of ldc; may be `out` itself. */
  readonly residual?: Tensor;
  /** [m, n] in lines of ldc: receives the pre-activation, and gelu_new of it goes to out. */
  readonly gelu?: Tensor;
  /** [m, n] in lines of ldc: pre-activation z; out = sum * gelu_new'(z). */
  readonly geluGrad?: Tensor;
  /** out += instead of out =. */
  readonly accumulate?: boolean;
}

const WORKGROUP = 64;
const TILE = 4;

const kernel = (name: string, epilogueBindings: readonly BindingKind[], epilogue: string): ElementKernel => {
  const bindings = ['read', 'read', 'readWrite', ...epilogueBindings] as const;
  return {
    vec4: elementKernel(name, bindings, geluCode, matmulCode, accessVec4, epilogue).vec4,
    scalar: elementKernel(name, bindings, geluCode, matmulCode, accessScalar, epilogue).scalar,
  };
};

const PLAIN = kernel('matmul', ['read', 'read'], epilogueCode);
const GELU = kernel('matmulGelu', ['read', 'readWrite'], epilogueGelu);
const GELU_GRAD = kernel('matmulGeluGrad', ['read'], epilogueGeluGrad);
const REDUCE = elementKernel('matmulReduce', ['read', 'readWrite'], reduceCode);

/**
 * out[m, n] = op(a) op(b) with one of these epilogues: + bias + residual (or added to out); gelu of
 * (sum + bias), keeping the pre-activation; times gelu's derivative at a pre-activation.
 * @throws RangeError when a tensor is too small or the epilogues are combined otherwise.
 */
export function matmul(rec: Recorder, options: MatmulOptions): void {
  const { a, b, out, m, n, k, transA = false, transB = false } = options;
  const lda = options.lda ?? (transA ? m : k);
  const ldb = options.ldb ?? (transB ? k : n);
  const ldc = options.ldc ?? n;
  requireElements('matmul', a, transA ? (k - 1) * lda + m : (m - 1) * lda + k);
  requireElements('matmul', b, transB ? (n - 1) * ldb + k : (k - 1) * ldb + n);
  const planes = [out, options.residual, options.gelu, options.geluGrad];
  for (const plane of planes) if (plane) requireElements('matmul', plane, (m - 1) * ldc + n);
  if (options.bias) requireElements('matmul', options.bias, n);

  const whole = [lda, ldb, ldc, n, ...(transA ? [m] : []), ...(transA && !transB ? [] : [k])];
  const pick = (pair: ElementKernel): Kernel =>
    whole.every((extent) => extent % 4 === 0) ? pair.vec4 : pair.scalar;
  const shape = {
    M: m,
    N: n,
    K: k,
    LDA: lda,
    LDB: ldb,
    TRANS_A: Number(transA),
    TRANS_B: Number(transB),
    WORKGROUP,
  };
  const [x, y = 1] = linearGrid(Math.ceil(m / TILE) * Math.ceil(n / TILE), WORKGROUP);
  const dispatch = (
    pair: ElementKernel,
    constants: Record<string, number>,
    bindings: readonly Bindable[],
    slices = 1,
  ): void =>
    rec.dispatch(pick(pair), {
      constants: { ...shape, ...constants },
      bindings: [a, b, ...bindings],
      grid: [x, y, slices],
      flops: 2 * m * n * k,
    });

  const epilogue = chooseEpilogue(options);
  const chunk = epilogue.splittable && ldc === n ? splitLength(options) : k;
  if (chunk >= k) {
    dispatch(epilogue.pair, { ...epilogue.constants, LDC: ldc, K_CHUNK: k }, [out, ...epilogue.bindings]);
    return;
  }
  const slices = Math.ceil(k / chunk);
  const partials = rec.scratch('matmulSplit', [slices, m, n]);
  const none = { HAS_BIAS: 0, HAS_RESIDUAL: 0, ACCUMULATE: 0 };
  dispatch(PLAIN, { ...none, LDC: n, K_CHUNK: chunk }, [partials, b, b], slices);
  const reduce = forLength(REDUCE, n);
  rec.dispatch(reduce.kernel, {
    constants: {
      COUNT: m * reduce.elements,
      PLANES: slices,
      ACCUMULATE: epilogue.constants.ACCUMULATE,
    },
    bindings: [partials, out],
    grid: linearGrid(m * reduce.elements, 64),
    flops: slices * m * n,
  });
  rec.release(partials);
}

interface Epilogue {
  readonly pair: ElementKernel;
  readonly constants: Record<string, number>;
  readonly bindings: readonly Bindable[];
  /** Whether the second pass of a split product could do it. */
  readonly splittable: boolean;
}

function chooseEpilogue(options: MatmulOptions): Epilogue {
  const { b, out, bias, residual, gelu, geluGrad, accumulate = false } = options;
  const sums = residual !== undefined || accumulate;
  if (Number(sums) + Number(gelu !== undefined) + Number(geluGrad !== undefined) > 1 || (geluGrad && bias)) {
    throw new RangeError('matmul: combine bias with residual, accumulate or gelu; geluGrad stands alone.');
  }
  // A read-only operand fills the place of an absent one: the flag keeps the kernel from reading it.
  if (gelu) {
    const constants = { HAS_BIAS: Number(bias !== undefined) };
    return { pair: GELU, constants, bindings: [bias ?? b, gelu], splittable: false };
  }
  if (geluGrad) return { pair: GELU_GRAD, constants: {}, bindings: [geluGrad], splittable: false };
  // A buffer cannot be bound for reading and writing at once; adding to `out` is the same sum.
  const inPlace = residual !== undefined && sameMemory(residual, out);
  if (inPlace && accumulate) throw new RangeError('matmul: accumulate already adds out, its residual.');
  const other = residual && !inPlace ? residual : undefined;
  return {
    pair: PLAIN,
    constants: {
      HAS_BIAS: Number(bias !== undefined),
      HAS_RESIDUAL: Number(other !== undefined),
      ACCUMULATE: Number(accumulate || inPlace),
    },
    bindings: [bias ?? b, other ?? b],
    splittable: !bias && !other,
  };
}

/**
 * Terms of K per slice. Only weight gradients split: their K is the number of rows of the batch and
 * their output is small, so one pass would leave most of a GPU idle.
 */
function splitLength({ m, n, k, transA }: MatmulOptions): number {
  if (!transA || k < 512 || m * n > 512 * 512) return k;
  return 256;
}
