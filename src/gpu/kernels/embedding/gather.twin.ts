/** The slow and obvious version of the row gather and scatter kernels. */

/** out[i] = x[index[i]]. */
export function gatherRowsTwin(x: Float32Array, index: Uint32Array, dim: number): Float32Array {
  const out = new Float32Array(index.length * dim);
  index.forEach((row, i) => out.set(x.subarray(row * dim, (row + 1) * dim), i * dim));
  return out;
}

/** dx[index[i]] = dOut[i], zero elsewhere; dx is [n, dim]. */
export function scatterRowsTwin(
  dOut: Float32Array,
  index: Uint32Array,
  n: number,
  dim: number,
): Float32Array {
  const dx = new Float32Array(n * dim);
  index.forEach((row, i) => dx.set(dOut.subarray(i * dim, (i + 1) * dim), row * dim));
  return dx;
}
