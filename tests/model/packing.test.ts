import { describe, expect, it } from 'vitest';
import { bucketRows, mostTokenRows, NO_SEQUENCE, pack, packedBatches } from '../../src/model/packing.ts';
import { TINY_CONFIG, TINY_LLAMA } from './tinyModel.ts';

const SEQUENCES = [[3, 4, 3], [], [5, 6, 7, 8, 9], [4]];

function packed(sequences: readonly (readonly number[])[], rows: number, maxSequences = sequences.length) {
  return pack(sequences, { rows, maxSequences, block: 4 }, TINY_CONFIG);
}

describe('bucketRows', () => {
  it('holds the rows, wastes less than a quarter, and knows few sizes', () => {
    const sizes = new Set<number>();
    for (let rows = 1; rows <= 4096; rows++) {
      const bucket = bucketRows(rows);
      sizes.add(bucket);
      expect(bucket).toBeGreaterThanOrEqual(rows);
      expect(bucket - rows).toBeLessThan(Math.max(16, rows / 4));
      expect(bucket % 16).toBe(0);
      expect(bucketRows(bucket)).toBe(bucket);
    }
    expect(sizes.size).toBeLessThan(40);
    expect(bucketRows(0)).toBe(0);
  });
});

describe('packedBatches', () => {
  const lengths = [5, 9, 0, 3, 16, 16, 40, 1, 1];
  const sequences = lengths.map((length) => Array<number>(length).fill(1));
  const device = (rows: number) => ({ maxBinding: 16 * TINY_CONFIG.dim * rows });
  const onDevice = (rows: number) => mostTokenRows(device(rows), TINY_CONFIG);
  const weights = (rows: number) => ({ gpu: device(rows), layout: { config: TINY_CONFIG } });
  const cut = (most: number, rows: number) =>
    packedBatches(weights(rows), sequences, most).map((batch) => batch.map(({ length }) => length));

  it('puts together as many as are asked for, where all fit', () => {
    expect(cut(4, 1000)).toEqual([[5, 9, 0, 3], [16, 16, 40, 1], [1]]);
    expect(packedBatches(weights(1000), [], 4)).toEqual([]);
  });

  it('puts together no more recorded rows than fit, in their order; what is too long stands alone', () => {
    expect(cut(4, 32)).toEqual([[5, 9, 0, 3], [16, 16], [40], [1, 1]]);
    // 17 rows are recorded as 32.
    expect(cut(4, 31)).toEqual([[5, 9, 0], [3], [16], [16], [40], [1, 1]]);
  });

  it('knows how many rows a device binds, by the widest of what is made of each', () => {
    const { dim } = TINY_CONFIG;
    expect(mostTokenRows({ maxBinding: 4 * 4 * dim * 32 + 3 }, TINY_CONFIG)).toBe(32);
    expect(mostTokenRows({ maxBinding: 4 * 4 * dim * 32 - 1 }, TINY_CONFIG)).toBe(16);
    // Gate and up side by side.
    expect(mostTokenRows({ maxBinding: 4 * 48 * 32 }, TINY_LLAMA)).toBe(32);
    expect(mostTokenRows({ maxBinding: 4 * 48 * 32 - 1 }, TINY_LLAMA)).toBe(16);
    // As many as are ever recorded for so few, and not one more.
    for (let rows = 16; rows < 3000; rows += 7) {
      expect(bucketRows(onDevice(rows))).toBe(onDevice(rows));
      expect(onDevice(rows)).toBeLessThanOrEqual(rows);
      expect(bucketRows(onDevice(rows) + 1)).toBeGreaterThan(rows);
    }
  });
});

describe('pack', () => {
  it('lays sequences end to end and pads the tail', () => {
    const { arrays, starts } = packed(SEQUENCES, 16);
    expect(starts).toEqual([0, 3, 3, 8]);
    expect([...arrays.tokens]).toEqual([
      3,
      4,
      3,
      5,
      6,
      7,
      8,
      9,
      4,
      ...Array<number>(7).fill(TINY_CONFIG.pad),
    ]);
    expect([...arrays.positions.subarray(0, 9)]).toEqual([0, 1, 2, 0, 1, 2, 3, 4, 0]);
    const none = Array<number>(7).fill(NO_SEQUENCE);
    expect([...arrays.sequenceOf]).toEqual([0, 0, 0, 2, 2, 2, 2, 2, 3, ...none]);
  });

  it('cuts every row into exactly one block of its own sequence', () => {
    const { arrays } = packed(SEQUENCES, 48);
    const covered = new Set<number>();
    for (let block = 0; block < arrays.blocks.length; block += 4) {
      const [first, start, stop, end] = arrays.blocks.subarray(block, block + 4);
      expect(stop - start).toBeLessThanOrEqual(4);
      expect(first).toBeLessThanOrEqual(start);
      expect(stop).toBeLessThanOrEqual(end);
      for (let row = start; row < stop; row++) {
        expect(covered.has(row)).toBe(false);
        covered.add(row);
        // Positions count from the block's first row: attention sees its own sequence and no other.
        expect(arrays.positions[row]).toBe(row - first);
        expect(arrays.sequenceOf[row]).toBe(arrays.sequenceOf[first]);
      }
    }
    expect(covered.size).toBe(48);
  });

  it('keeps filler within the positions of the model and out of the gradients', () => {
    const { arrays } = packed(SEQUENCES, 64);
    expect(Math.max(...arrays.positions)).toBeLessThan(TINY_CONFIG.positions);
    const { tokenOrder, tokenStart, positionStart } = arrays;
    expect(tokenStart.at(-1)).toBe(9);
    expect(positionStart.at(-1)).toBe(9);
    const rowsOf = (token: number) => [...tokenOrder.subarray(tokenStart[token], tokenStart[token + 1])];
    expect(rowsOf(3)).toEqual([0, 2]);
    expect(rowsOf(4)).toEqual([1, 8]);
    expect(rowsOf(TINY_CONFIG.pad)).toEqual([]);
  });

  it('refuses what does not fit', () => {
    expect(() => packed(SEQUENCES, 8)).toThrow(/do not fit 8 rows/);
    expect(() => packed(SEQUENCES, 16, 3)).toThrow(RangeError);
    const long = Array.from({ length: TINY_CONFIG.positions + 1 }, () => 1);
    expect(() => packed([long], 64)).toThrow(/positions/);
    expect(packed([long.slice(1)], 32).starts).toEqual([0]);
  });
});
