/** The slow and obvious version of the layer normalisation kernels. */

/** out = (x - mean) * rstd * gamma + beta per row of x [rows, cols]; stats is [rows, 2] mean and rstd. */
export function layerNormForwardTwin(
  x: Float32Array,
  gamma: Float32Array,
  beta: Float32Array,
  rows: number,
  cols: number,
  eps: number,
): { out: Float32Array; stats: Float32Array } {
  const out = new Float32Array(rows * cols);
  const stats = new Float32Array(rows * 2);
  for (let r = 0; r < rows; r++) {
    let mean = 0;
    for (let c = 0; c < cols; c++) mean += x[r * cols + c] / cols;
    let variance = 0;
    for (let c = 0; c < cols; c++) variance += (x[r * cols + c] - mean) ** 2 / cols;
    const rstd = 1 / Math.sqrt(variance + eps);
    for (let c = 0; c < cols; c++) {
      out[r * cols + c] = (x[r * cols + c] - mean) * rstd * gamma[c] + beta[c];
    }
    stats[r * 2] = mean;
    stats[r * 2 + 1] = rstd;
  }
  return { out, stats };
}

/** Gradients of sum(out * dOut): dx [rows, cols], dGamma [cols], dBeta [cols]. */
export function layerNormBackwardTwin(
  x: Float32Array,
  gamma: Float32Array,
  stats: Float32Array,
  dOut: Float32Array,
  rows: number,
  cols: number,
): { dx: Float32Array; dGamma: Float32Array; dBeta: Float32Array } {
  const dx = new Float32Array(rows * cols);
  const dGamma = new Float64Array(cols);
  const dBeta = new Float64Array(cols);
  for (let r = 0; r < rows; r++) {
    const [mean, rstd] = [stats[r * 2], stats[r * 2 + 1]];
    let meanG = 0;
    let meanHat = 0;
    for (let c = 0; c < cols; c++) {
      const g = dOut[r * cols + c] * gamma[c];
      const hat = (x[r * cols + c] - mean) * rstd;
      meanG += g / cols;
      meanHat += (g * hat) / cols;
    }
    for (let c = 0; c < cols; c++) {
      const hat = (x[r * cols + c] - mean) * rstd;
      dx[r * cols + c] = rstd * (dOut[r * cols + c] * gamma[c] - meanG - hat * meanHat);
      dGamma[c] += dOut[r * cols + c] * hat;
      dBeta[c] += dOut[r * cols + c];
    }
  }
  return { dx, dGamma: Float32Array.from(dGamma), dBeta: Float32Array.from(dBeta) };
}
