/**
 * By what an adapter knows the base it was trained on: the first numbers of a few of the matrices beside which it stands.
 * Names change on the way and shapes are shared; training moves numbers near zero by far more than rounding. Knows no file.
 */

/** Under this name a mark stands in the metadata of adapter_model.safetensors. */
export const MARK_KEY = 'nudge.base';
/** Numbers of each matrix that count. */
export const MARKED_NUMBERS = 32;
/** Matrices: over a network each is a request of its own. */
const MATRICES = 8;

/** Which of the adapted parameters are looked at: a few, from the first block to the last. */
export function markedParameters(adapted: Iterable<string>): readonly string[] {
  const names = [...adapted].sort();
  const step = Math.max(1, (names.length - 1) / (MATRICES - 1));
  return names.filter((_, i) => names.length <= MATRICES || Math.round(Math.round(i / step) * step) === i);
}

/**
 * The mark of a base: four hexadecimal digits for each number, the upper half of its float32.
 * @param starts the first {@link MARKED_NUMBERS} numbers, or all there are, of {@link markedParameters}
 */
export function markOf(starts: ReadonlyMap<string, Float32Array>): string {
  return inOrder(starts)
    .flatMap((values) => [...new Uint32Array(Float32Array.from(values).buffer)])
    .map((bits) => (bits >>> 16).toString(16).padStart(4, '0'))
    .join('');
}

/** Whether a base is the one of a mark, perhaps rounded since: to F16, to BF16, to one after the other. */
export function hasMark(starts: ReadonlyMap<string, Float32Array>, mark: string): boolean {
  const numbers = inOrder(starts).flatMap((values) => [...values]);
  const bits = Uint32Array.from(mark.match(/.{4}/g) ?? [], (digits) => Number.parseInt(digits, 16) << 16);
  const marked = new Float32Array(bits.buffer);
  return (
    marked.length === numbers.length &&
    numbers.every((value, i) => Math.abs(value - marked[i]) <= ROUNDED * Math.abs(value) + SMALLEST)
  );
}

/** Of a number: what cutting it to 8 bits and rounding it twice can change. */
const ROUNDED = 2 ** -6;
/** What is lost of numbers that F16 has no digits for. */
const SMALLEST = 1e-7;

function inOrder(starts: ReadonlyMap<string, Float32Array>): Float32Array[] {
  return [...starts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, values]) => values);
}
