/**
 * Whether a question asks much the same as the one before, by the model's own embeddings. All texts point much the same way for
 * a model; what all share is taken off before they are compared. Pure: the embeddings are a model's.
 */
import { similarity } from '../model/languageModel.ts';

/** Cosine from which on a question is taken for the one before again; a person can move it. */
export const USUAL_THRESHOLD = 0.6;

/** What texts of a kind have in common: the mean of their directions. None have nothing in common. */
export function commonOf(vectors: readonly Float32Array[]): Float32Array {
  const common = new Float32Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) vector.forEach((value, i) => (common[i] += value / vectors.length));
  return common;
}

/** Cosine of two texts' directions once what all share is taken off: 1 for the same text, about 0 for any two. */
export function nearness(one: Float32Array, other: Float32Array, common: Float32Array): number {
  const [a, b] = [without(one, common), without(other, common)];
  return a && b ? similarity(a, b) : 1;
}

/** Of length one again; null where nothing is left. */
function without(vector: Float32Array, common: Float32Array): Float32Array | null {
  const rest = vector.map((value, i) => value - (common[i] ?? 0));
  const length = Math.hypot(...rest);
  return length > 1e-6 ? rest.map((value) => value / length) : null;
}
