/** The slow and obvious version of the matmul kernels, epilogues included. */
import { geluDerivativeTwin, geluTwin } from '../elementwise/gelu.twin.ts';

export interface MatmulTwinOptions {
  readonly a: Float32Array;
  readonly b: Float32Array;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transA?: boolean;
  readonly transB?: boolean;
  readonly lda?: number;
  readonly ldb?: number;
  readonly ldc?: number;
  readonly aStart?: number;
  /** Of the result and every plane that lies as it does. */
  readonly outStart?: number;
  readonly scale?: number;
  readonly bias?: Float32Array;
  readonly residual?: Float32Array;
  /** Receives the pre-activation; the result is gelu of it. */
  readonly gelu?: Float32Array;
  /** The pre-activation is added to what `gelu` holds. */
  readonly geluAdd?: boolean;
  /** Pre-activation whose gelu derivative multiplies the result. */
  readonly geluGrad?: Float32Array;
  /** Added to the result. */
  readonly accumulate?: Float32Array;
}

/** op(a) op(b) with the epilogue, as outStart numbers and [m, ldc]; what is outside the window stays zero. */
export function matmulTwin(options: MatmulTwinOptions): Float32Array {
  const { a, b, m, n, k, transA = false, transB = false, bias, residual, gelu, geluGrad } = options;
  const lda = options.lda ?? (transA ? m : k);
  const ldb = options.ldb ?? (transB ? k : n);
  const ldc = options.ldc ?? n;
  const { aStart = 0, outStart = 0, scale = 1, geluAdd = false } = options;
  const out = new Float32Array(outStart + m * ldc);
  for (let row = 0; row < m; row++) {
    for (let column = 0; column < n; column++) {
      const at = outStart + row * ldc + column;
      let sum = 0;
      for (let i = 0; i < k; i++) {
        sum +=
          a[aStart + (transA ? i * lda + row : row * lda + i)] *
          b[transB ? column * ldb + i : i * ldb + column];
      }
      sum = scale * sum + (bias?.[column] ?? 0);
      if (gelu) {
        if (geluAdd) sum += gelu[at];
        gelu[at] = sum;
        sum = geluTwin(sum);
      }
      if (geluGrad) sum *= geluDerivativeTwin(geluGrad[at]);
      out[at] = sum + (residual?.[at] ?? 0) + (options.accumulate?.[at] ?? 0);
    }
  }
  return out;
}
