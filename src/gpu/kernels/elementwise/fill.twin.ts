/** The slow and obvious version of the fill kernel. */

/** Sets the first `count` numbers of `out` to `value`. */
export function fillTwin(out: Float32Array, value: number, count: number): void {
  for (let i = 0; i < count; i++) out[i] = value;
}
