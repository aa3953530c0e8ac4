/** Widens arrays of right-padded sequences, for tests that nothing depends on how much padding there is. */

/** x [rows, R] as [rows, R + extra]; what is added is NaN unless said otherwise, so that any use of it shows. */
export function padColumns(x: Float32Array, rows: number, extra: number, value = NaN): Float32Array {
  const R = x.length / rows;
  const result = new Float32Array(rows * (R + extra)).fill(value);
  for (let row = 0; row < rows; row++) result.set(x.subarray(row * R, (row + 1) * R), row * (R + extra));
  return result;
}
