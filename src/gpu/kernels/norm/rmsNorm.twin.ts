/** The slow and obvious version of the root-mean-square normalisation kernels. */

/** out = x * scale * gamma per row of x [rows, cols], scale = 1 / sqrt(mean(x²) + eps). */
export function rmsNormForwardTwin(
  x: Float32Array,
  gamma: Float32Array,
  rows: number,
  cols: number,
  eps: number,
): { out: Float32Array; scales: Float32Array } {
  const out = new Float32Array(rows * cols);
  const scales = new Float32Array(rows);
  for (let r = 0; r < rows; r++) {
    let square = 0;
    for (let c = 0; c < cols; c++) square += x[r * cols + c] ** 2 / cols;
    const scale = 1 / Math.sqrt(square + eps);
    for (let c = 0; c < cols; c++) out[r * cols + c] = x[r * cols + c] * scale * gamma[c];
    scales[r] = scale;
  }
  return { out, scales };
}

/** Gradients of sum(out * dOut): dx [rows, cols], dGamma [cols]. */
export function rmsNormBackwardTwin(
  x: Float32Array,
  gamma: Float32Array,
  scales: Float32Array,
  dOut: Float32Array,
  rows: number,
  cols: number,
): { dx: Float32Array; dGamma: Float32Array } {
  const dx = new Float32Array(rows * cols);
  const dGamma = new Float64Array(cols);
  for (let r = 0; r < rows; r++) {
    const hat = (c: number) => x[r * cols + c] * scales[r];
    const g = (c: number) => dOut[r * cols + c] * gamma[c];
    let meanHat = 0;
    for (let c = 0; c < cols; c++) meanHat += (g(c) * hat(c)) / cols;
    for (let c = 0; c < cols; c++) {
      dx[r * cols + c] = scales[r] * (g(c) - hat(c) * meanHat);
      dGamma[c] += dOut[r * cols + c] * hat(c);
    }
  }
  return { dx, dGamma: Float32Array.from(dGamma) };
}
