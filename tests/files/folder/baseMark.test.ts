import { describe, expect, it } from 'vitest';
import { toFloat32 } from '../../../src/files/safetensors/dtype.ts';
import { storeFloats } from '../../../src/files/safetensors/storedFloats.ts';
import { hasMark, markedParameters, markOf } from '../../../src/files/folder/baseMark.ts';
import { randomArray } from '../../gpu/harness.ts';

describe('which parameters mark a base', () => {
  it.each([0, 1, 2, 5, 7, 8])('all of %i', (count) => {
    const names = Array.from({ length: count }, (_, i) => `h.${i}`);
    expect(markedParameters(names)).toEqual(names);
  });

  it.each([9, 10, 15, 24, 168, 500])(
    'of %i a few, the first and the last among them, in any order given',
    (count) => {
      const names = Array.from({ length: count }, (_, i) => `h.${String(i).padStart(3, '0')}`);
      const marked = markedParameters(names);
      expect(marked.length).toBeGreaterThanOrEqual(5);
      expect(marked.length).toBeLessThanOrEqual(8);
      expect(marked).toContain(names[0]);
      expect(marked).toContain(names.at(-1));
      expect(markedParameters(names.toReversed())).toEqual(marked);
    },
  );
});

describe('the mark', () => {
  const starts = (seed = 0) =>
    new Map(['a', 'b'].map((name, i) => [name, randomArray(32, seed + i + 1, 0.1)] as const));
  const rounded = (type: 'F16' | 'BF16', from = starts()) =>
    new Map(
      [...from].map(([name, values]) => [name, toFloat32(storeFloats(name, values, type), type)] as const),
    );

  it('is had by the base in any order and number format, and after two roundings', () => {
    const mark = markOf(starts());
    expect(mark).toMatch(/^([0-9a-f]{4}){64}$/);
    expect(hasMark(new Map([...starts()].toReversed()), mark)).toBe(true);
    for (const type of ['F16', 'BF16'] as const) {
      expect(hasMark(rounded(type), mark)).toBe(true);
      expect(hasMark(starts(), markOf(rounded(type)))).toBe(true);
    }
    expect(hasMark(rounded('BF16', rounded('F16')), mark)).toBe(true);
    expect(hasMark(rounded('BF16'), markOf(rounded('F16')))).toBe(true);
  });

  it('is not had by another one, a trained one, a larger one', () => {
    const mark = markOf(starts());
    expect(hasMark(starts(7), mark)).toBe(false);
    const trained = new Map(
      [...starts()].map(([name, values]) => [name, values.map((v, i) => v + 1e-3 * Math.sin(i))]),
    );
    expect(hasMark(trained, mark)).toBe(false);
    expect(hasMark(new Map([...starts()].slice(1)), mark)).toBe(false);
    expect(hasMark(starts(), '')).toBe(false);
    expect(hasMark(starts(), 'zz'.repeat(128))).toBe(false);
  });

  it('holds for numbers that are zero or next to it', () => {
    const small = new Map([['a', Float32Array.of(0, 1e-9, -3e-8, 1e-5)]]);
    expect(hasMark(rounded('F16', small), markOf(small))).toBe(true);
  });
});
