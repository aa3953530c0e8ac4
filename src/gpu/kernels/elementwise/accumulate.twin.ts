/** The slow and obvious version of accumulate. */
export function accumulateTwin(sum: Float32Array, x: Float32Array, first: boolean): void {
  for (let i = 0; i < x.length; i++) sum[i] = first ? x[i] : sum[i] + x[i];
}
