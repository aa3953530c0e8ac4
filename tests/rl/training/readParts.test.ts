import { describe, expect, it } from 'vitest';
import { bucketRows } from '../../../src/model/packing.ts';
import { shapeFor, tokensOf, type Sequence } from '../../../src/model/sequences.ts';
import { readParts } from '../../../src/rl/training/readParts.ts';

/** Of 3 to 9 prompt tokens and 1 to 12 of a response. */
const sequences = (count: number): Sequence[] =>
  Array.from({ length: count }, (_, row) => ({
    prompt: Array<number>(3 + (row % 7)).fill(1),
    response: Array<number>(1 + ((5 * row) % 12)).fill(2),
  }));

describe('readParts', () => {
  it('leaves whole what one binding holds, in the shape that it was given', () => {
    const all = sequences(50);
    const shape = { ...shapeFor(all, 12), rows: 4096 };
    expect(readParts(all, shape, 4096)).toEqual([{ first: 0, sequences: all, shape }]);
  });

  it.each([12, 5, 16, 64, 7])('cuts the rest where a column may be bound, responses of %i places', (most) => {
    const all = sequences(517).map((sequence) => ({
      ...sequence,
      response: sequence.response.slice(0, most),
    }));
    const shape = { ...shapeFor(all, most), batch: 520 };
    const parts = readParts(all, shape, 1024);
    expect(parts.length).toBeGreaterThan(3);
    expect(parts.flatMap((part) => part.sequences)).toEqual(all);
    let first = 0;
    for (const part of parts) {
      expect(part.first).toBe(first);
      expect((part.first * most * 4) % 256).toBe(0);
      expect(part.shape.rows).toBeGreaterThanOrEqual(
        part.sequences.reduce((sum, sequence) => sum + tokensOf(sequence).length, 0),
      );
      expect(part.shape.rows).toBeLessThanOrEqual(1024);
      expect(part.shape.responseLength).toBe(most);
      first += part.shape.batch;
    }
    // Rows of the grid without a sequence are written too.
    expect(first).toBe(520);
  });

  it('leaves what no cut makes small enough to the device, which names it', () => {
    const all = sequences(3);
    const [part, ...others] = readParts(all, shapeFor(all, 12), 1);
    expect(others).toEqual([]);
    expect(part.shape.rows).toBe(bucketRows(all.reduce((sum, one) => sum + tokensOf(one).length, 0)));
  });
});
