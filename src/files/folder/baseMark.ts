/**
 * By what an adapter knows the base it was trained on: a hash over the first numbers of a few of the matrices beside which
 * it stands. Names change on the way and shapes are shared; any training moves these numbers. Knows no file.
 */
import { toFloat16Bytes } from '../safetensors/dtype.ts';
import { Sha256 } from '../bytes/sha256.ts';

/** Under this name a mark stands in the metadata of adapter_model.safetensors. */
export const MARK_KEY = 'nudge.base';
/** Numbers of each matrix that count. */
export const MARKED_NUMBERS = 256;
/** Matrices: over a network each is a request of its own. */
const MATRICES = 8;

/** Which of the adapted parameters are looked at: a few, from the first block to the last. */
export function markedParameters(adapted: Iterable<string>): readonly string[] {
  const names = [...adapted].sort();
  const step = Math.max(1, (names.length - 1) / (MATRICES - 1));
  return names.filter((_, i) => names.length <= MATRICES || Math.round(Math.round(i / step) * step) === i);
}

/**
 * The mark of a base.
 * @param starts the first {@link MARKED_NUMBERS} numbers, or all there are, of {@link markedParameters}. A base in half
 *   precision has the mark of the same one in full: they are rounded to F16 first.
 */
export function markOf(starts: ReadonlyMap<string, Float32Array>): string {
  const hash = new Sha256();
  for (const [name, values] of [...starts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(new TextEncoder().encode(`${name} `)).update(toFloat16Bytes(values));
  }
  return hash.hex().slice(0, 16);
}
