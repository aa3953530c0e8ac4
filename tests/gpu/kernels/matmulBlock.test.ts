import { describe, expect, it } from 'vitest';
import { blockText, type Block } from '../../../src/gpu/kernels/matmulBlock.ts';

const MARKERS = ['places', 'sums', 'load', 'stage', 'next', 'multiply', 'tree', 'store'];
const FRAME = MARKERS.map((name) => `  //@ ${name}: here`).join('\n');
const BLOCK: Block = { rows: 64, columns: 32, tileRows: 8, tileColumns: 4, depth: 16, slices: 1 };

describe('blockText', () => {
  it('owns every output of the block once', () => {
    const code = blockText(FRAME, BLOCK, false);
    const places = [...code.matchAll(/let (row|column)\d = tile ([/%]) 8u \* 4u \+ (\d+)u;/g)];
    const seen = new Map<string, number>();
    for (let tile = 0; tile < 64; tile++) {
      const of = (name: string) =>
        places
          .filter((place) => place[1] === name)
          .map(([, , sign, from]) => (sign === '/' ? Math.floor(tile / 8) : tile % 8) * 4 + Number(from));
      for (const row of of('row'))
        for (const column of of('column'))
          seen.set(`${row},${column}`, (seen.get(`${row},${column}`) ?? 0) + 1);
    }
    expect(seen.size).toBe((64 / 4) * (32 / 4));
    expect([...seen.values()].every((count) => count === 1)).toBe(true);
  });

  it('adds four terms of K to every sum, ascending', () => {
    const code = blockText(FRAME, BLOCK, false);
    const terms = [...code.matchAll(/c1_0_2 = fma\(vec4f\(x1\[2\]\.(\w)\), y0\[(\d)\], c1_0_2\);/g)];
    expect(terms.map(([, letter, term]) => letter + term)).toEqual(['x0', 'y1', 'z2', 'w3']);
    expect(code.match(/fma/g)).toHaveLength(4 * 8);
  });

  it('halves the slices in a fixed tree', () => {
    const sliced = { ...BLOCK, rows: 32, columns: 16, depth: 64, slices: 8 };
    const code = blockText(FRAME, sliced, false);
    expect([...code.matchAll(/if \(slice < (\d)u\)/g)].map(([, half]) => half)).toEqual(['4', '2', '1']);
    expect(blockText(FRAME, BLOCK, false)).not.toContain('slice <');
  });

  it('scales only what is stored', () => {
    expect(blockText(FRAME, BLOCK, true).match(/shape\.scale \* c/g)).toHaveLength(8);
    expect(blockText(FRAME, BLOCK, false)).not.toContain('shape.scale');
  });

  it('refuses a block that does not divide or is too large, and a frame without a marker', () => {
    for (const wrong of [
      { tileRows: 12 },
      { depth: 4 },
      { depth: 64 },
      { slices: 8 },
      { rows: 256, columns: 256 },
    ]) {
      expect(() => blockText(FRAME, { ...BLOCK, ...wrong }, false)).toThrow(/No matmul block/);
    }
    expect(() => blockText('', BLOCK, false)).toThrow(/no line marked places/);
  });
});
