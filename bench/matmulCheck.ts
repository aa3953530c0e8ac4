/**
 * Operands of the matrix product workload and proof that a product of them is right. Pure; knows no library.
 */
import { uniformStream } from './workload.ts';

/** Largest error, relative to the largest product checked, that f32 sums in another order can have. */
const TOLERANCE = 1e-4;

/** Two [n, n] matrices with values in [-0.5, 0.5). */
export function matmulOperands(n: number): { a: Float32Array; b: Float32Array } {
  const uniform = uniformStream(n);
  const matrix = () => Float32Array.from({ length: n * n }, () => uniform() - 0.5);
  return { a: matrix(), b: matrix() };
}

/** Products per round: about as many operations for every size, so that a wait for the GPU weighs little. */
export function matmulRepeats(n: number): number {
  return Math.max(1, Math.round((1024 / n) ** 3));
}

/**
 * Compares places spread over the product of `matmulOperands(n)` with sums in double precision.
 * @returns the largest error relative to the largest expected value
 * @throws Error when it is more than rounding explains
 */
export function checkProduct(n: number, product: ArrayLike<number>): number {
  if (product.length !== n * n)
    throw new Error(`A product of ${n}² has ${n * n} numbers, got ${product.length}.`);
  const { a, b } = matmulOperands(n);
  let largest = 0;
  let worst = 0;
  for (let probe = 0; probe < 64; probe++) {
    const row = (probe * 37 + (probe % 2) * (n - 1)) % n;
    const column = (probe * 101 + 3) % n;
    let expected = 0;
    for (let k = 0; k < n; k++) expected += a[row * n + k] * b[k * n + column];
    largest = Math.max(largest, Math.abs(expected));
    // Math.max keeps a NaN; a comparison would lose it.
    worst = Math.max(worst, Math.abs(product[row * n + column] - expected));
  }
  if (!(worst / largest <= TOLERANCE)) {
    throw new Error(`The product of ${n}² is wrong by ${worst / largest} of its largest value.`);
  }
  return worst / largest;
}
