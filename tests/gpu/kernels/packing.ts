/** Packed sequences for kernel tests: where rows lie, and the attention blocks over them. */

/** Rows that sequences of these lengths take. */
export function packedRows(lengths: readonly number[]): number {
  return lengths.reduce((sum, length) => sum + length, 0);
}

/** Attention blocks of up to `size` rows over sequences laid end to end, with two unused places at the end. */
export function packedBlocks(lengths: readonly number[], size: number): Uint32Array {
  const blocks: number[] = [];
  let first = 0;
  for (const length of lengths) {
    for (let start = 0; start < length; start += size) {
      blocks.push(first, first + start, first + Math.min(start + size, length), first + length);
    }
    first += length;
  }
  return Uint32Array.from([...blocks, 0, 0, 0, 0, 0, 0, 0, 0]);
}

/** Position and sequence of every row. */
export function packedIndices(lengths: readonly number[]): {
  positions: Uint32Array;
  sequenceOf: Uint32Array;
} {
  return {
    positions: Uint32Array.from(lengths.flatMap((length) => [...Array(length).keys()])),
    sequenceOf: Uint32Array.from(lengths.flatMap((length, sequence) => Array<number>(length).fill(sequence))),
  };
}
