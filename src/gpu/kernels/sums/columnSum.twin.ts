/** The slow and obvious version of the column sum kernels. */

/** out[c] = sum over r of weight[r] x[r, c]; without `weight`, of x[r, c]. x is [rows, cols]. */
export function columnSumTwin(
  x: Float32Array,
  rows: number,
  cols: number,
  weight?: Float32Array,
): Float32Array {
  const out = new Float32Array(cols);
  for (let c = 0; c < cols; c++) {
    let sum = 0;
    for (let r = 0; r < rows; r++) sum += x[r * cols + c] * (weight ? weight[r] : 1);
    out[c] = sum;
  }
  return out;
}
