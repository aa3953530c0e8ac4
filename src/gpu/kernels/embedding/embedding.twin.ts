/** The slow and obvious version of the embedding kernels. */

/** out[row] = wte[tokens[row]] + wpe[positions[row]]. */
export function embeddingForwardTwin(
  tokens: Uint32Array,
  positions: Uint32Array,
  wte: Float32Array,
  wpe: Float32Array,
  dim: number,
): Float32Array {
  const out = new Float32Array(tokens.length * dim);
  tokens.forEach((token, row) => {
    for (let c = 0; c < dim; c++) out[row * dim + c] = wte[token * dim + c] + wpe[positions[row] * dim + c];
  });
  return out;
}

/** Adds the gradient with respect to a table looked up by `ids` into `dTable`. */
export function embeddingBackwardTwin(
  ids: Uint32Array,
  dOut: Float32Array,
  dTable: Float32Array,
  dim: number,
): void {
  ids.forEach((id, row) => {
    for (let c = 0; c < dim; c++) dTable[id * dim + c] += dOut[row * dim + c];
  });
}
