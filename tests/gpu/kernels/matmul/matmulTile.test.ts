import { describe, expect, it } from 'vitest';
import { registerTile } from '../../../../src/gpu/kernels/matmul/matmulTile.ts';

const FRAME = ['lines', 'sums', 'block', 'spill'].map((name) => `  //@ ${name}: here`).join('\n');
const TILE = { rows: 8, columns: 4, transA: false, transB: false };

describe('registerTile', () => {
  it('names every matrix of sums once and adds four terms of K to it', () => {
    const code = registerTile(FRAME, TILE);
    expect(code.match(/^var C\d_0 = mat4x4f\(\);$/gm)).toHaveLength(2);
    expect(code.match(/^C1_0 \+= .*;$/gm)).toEqual(['C1_0 += Y0 * X1;']);
    expect(code).toContain('tile[7] = C1_0[3];');
    expect(code).not.toContain('//@');
  });

  it('adds in one and the same expression whatever the tile, transposition or quad', () => {
    const sums = (options: Partial<typeof TILE & { quad: boolean }>) =>
      registerTile(FRAME, { ...TILE, ...options }).match(/^C0_0 \+= .*$/gm);
    const all = [{}, { rows: 16, columns: 8 }, { transA: true }, { transB: true }, { quad: true }];
    expect(new Set(all.flatMap((options) => sums(options)))).toEqual(new Set(['C0_0 += Y0 * X0;']));
  });

  it('turns an operand whose lines lie the other way', () => {
    const code = registerTile(FRAME, { ...TILE, transA: true, transB: true });
    expect(code).toMatch(/let X1 = transpose\(mat4x4f\(select\(vec4f\(\), a\[.*crossing \+ 4u\) >> 2u\]/);
    expect(code).toMatch(/let Y0 = transpose\(mat4x4f\(b\[\(b0 \+ k\) >> 2u\], b\[\(b1 \+ k\)/);
  });

  it('loads a quarter of the rows in each lane of a quad', () => {
    const loads = (quad: boolean) => registerTile(FRAME, { ...TILE, quad }).match(/\ba\[/g);
    expect(loads(false)).toHaveLength(8);
    expect(loads(true)).toHaveLength(2);
    expect(registerTile(FRAME, { ...TILE, quad: true })).toContain(
      'let X1 = mat4x4f(x1, quadSwapX(x1), quadSwapY(x1), quadSwapDiagonal(x1));',
    );
  });

  it('unpacks halves of b once, and scales what it spills', () => {
    const code = registerTile(FRAME, { ...TILE, halves: true, scaled: true });
    expect(code.match(/^let y0_\d = b\[/gm)).toHaveLength(4);
    expect(code).toContain('let Y0 = mat4x4f(vec4f(unpack2x16float(y0_0.x), unpack2x16float(y0_0.y)), ');
    expect(code).toContain('tile[7] = shape.scale * C1_0[3];');
  });

  it('refuses a frame without its markers', () => {
    expect(() => registerTile('//@ lines: x\n//@ sums: x', TILE)).toThrow(/block/);
  });
});
