/** What decodeEmbed.ts must compute. */

/** wte[tokens[row, cursor[row]]] + wpe[cursor[row]] for every row. */
export function decodeEmbedTwin(
  tokens: Uint32Array,
  cursor: Uint32Array,
  wte: Float32Array,
  wpe: Float32Array,
  { batch, capacity, dim }: { readonly batch: number; readonly capacity: number; readonly dim: number },
): Float32Array {
  return Float32Array.from({ length: batch * dim }, (_, index) => {
    const row = Math.floor(index / dim);
    const token = tokens[row * capacity + cursor[row]];
    return wte[token * dim + (index % dim)] + wpe[cursor[row] * dim + (index % dim)];
  });
}
