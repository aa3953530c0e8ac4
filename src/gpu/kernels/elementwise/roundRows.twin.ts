/** What roundRows.ts must compute but for the halves: each number as a whole number of its row's steps. */
export function roundRowsTwin(x: Float32Array, width: number, levels: number): Float64Array {
  const out = new Float64Array(x.length);
  for (let first = 0; first < x.length; first += width) {
    const row = [...x.subarray(first, first + width)];
    const step = Math.max(...row.map(Math.abs)) / levels;
    row.forEach((value, i) => (out[first + i] = step === 0 ? 0 : Math.round(value / step) * step));
  }
  return out;
}
