/** The slow and obvious version of the embedding kernels. */

/** out[b, t] = wte[tokens[b, t]] + wpe[t]. */
export function embeddingForwardTwin(
  tokens: Uint32Array,
  wte: Float32Array,
  wpe: Float32Array,
  length: number,
  dim: number,
): Float32Array {
  const out = new Float32Array(tokens.length * dim);
  tokens.forEach((token, row) => {
    for (let c = 0; c < dim; c++) out[row * dim + c] = wte[token * dim + c] + wpe[(row % length) * dim + c];
  });
  return out;
}

/** Adds the gradient with respect to wte into `dWte` and returns that of wpe, [positions, dim]. */
export function embeddingBackwardTwin(
  tokens: Uint32Array,
  dOut: Float32Array,
  dWte: Float32Array,
  length: number,
  dim: number,
  positions: number,
): Float32Array {
  const dWpe = new Float32Array(positions * dim);
  tokens.forEach((token, row) => {
    for (let c = 0; c < dim; c++) {
      dWte[token * dim + c] += dOut[row * dim + c];
      dWpe[(row % length) * dim + c] += dOut[row * dim + c];
    }
  });
  return dWpe;
}
