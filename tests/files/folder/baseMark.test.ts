import { describe, expect, it } from 'vitest';
import { fromHalves } from '../../../src/model/readBack.ts';
import { toFloat16Bytes } from '../../../src/files/safetensors/dtype.ts';
import { markedParameters, markOf } from '../../../src/files/folder/baseMark.ts';
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
  const starts = () => new Map(['a', 'b'].map((name, i) => [name, randomArray(256, i + 1, 0.1)]));

  it('is one for a base in full and in half precision, in any order', () => {
    const mark = markOf(starts());
    expect(mark).toMatch(/^[0-9a-f]{16}$/);
    const halves = [...starts()].map(([name, values]) => {
      const bytes = toFloat16Bytes(values);
      return [name, fromHalves(new Uint16Array(bytes.buffer))] as const;
    });
    expect(markOf(new Map(halves.toReversed()))).toBe(mark);
  });

  it('is another where a number or a name is another', () => {
    const moved = starts();
    moved.get('b')![255] += 0.001;
    expect(markOf(moved)).not.toBe(markOf(starts()));
    const [[, a], [, b]] = starts();
    expect(
      markOf(
        new Map([
          ['a', b],
          ['b', a],
        ]),
      ),
    ).not.toBe(markOf(starts()));
  });
});
