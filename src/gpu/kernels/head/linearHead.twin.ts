/** The slow and obvious version of the linear head kernels. */

/** out[r] = x[r] . weight + bias. */
export function linearHeadTwin(
  x: Float32Array,
  weight: Float32Array,
  bias: number,
  rows: number,
  dim: number,
): Float32Array {
  return Float32Array.from({ length: rows }, (_, r) => {
    let sum = bias;
    for (let c = 0; c < dim; c++) sum += x[r * dim + c] * weight[c];
    return sum;
  });
}

/** Gradients of sum(out * dOut). */
export function linearHeadBackwardTwin(
  x: Float32Array,
  weight: Float32Array,
  dOut: Float32Array,
  rows: number,
  dim: number,
): { dx: Float32Array; dWeight: Float32Array; dBias: number } {
  const dx = new Float32Array(rows * dim);
  const dWeight = new Float32Array(dim);
  let dBias = 0;
  for (let r = 0; r < rows; r++) {
    dBias += dOut[r];
    for (let c = 0; c < dim; c++) {
      dx[r * dim + c] = dOut[r] * weight[c];
      dWeight[c] += dOut[r] * x[r * dim + c];
    }
  }
  return { dx, dWeight, dBias };
}
