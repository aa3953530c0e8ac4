import { describe, expect, it } from 'vitest';
import { registerTile } from '../../../src/gpu/kernels/matmulTile.ts';

const FRAME = ['lines', 'sums', 'block', 'single', 'spill'].map((name) => `  //@ ${name}: here`).join('\n');
const TILE = { rows: 8, columns: 4, transA: false, transB: false };

describe('registerTile', () => {
  it('names every accumulator once and adds its terms in ascending order of K', () => {
    const code = registerTile(FRAME, TILE);
    const crossing = registerTile(FRAME, { ...TILE, transA: true });
    expect(code.match(/^var c\d_0 = vec4f\(\);$/gm)).toHaveLength(8);
    expect(code.match(/^c5_0 \+= .*;$/gm)).toEqual([
      'c5_0 += x5.x * y0_0;',
      'c5_0 += x5.y * y0_1;',
      'c5_0 += x5.z * y0_2;',
      'c5_0 += x5.w * y0_3;',
    ]);
    expect(crossing).toContain('c5_0 += p1_3.y * y0_3;');
    expect(crossing).toContain('c5_0 += x1.y * y0;');
    expect(code).toContain('tile[7] = c7_0;');
    expect(code).not.toContain('//@');
  });

  it('turns an operand whose lines lie the other way', () => {
    const code = registerTile(FRAME, { ...TILE, transA: true, transB: true });
    expect(code).toContain('c6_0 += p1_3.z * y0_3;');
    expect(code).toContain('let y0_3 = vec4f(s0_0.w, s0_1.w, s0_2.w, s0_3.w);');
  });

  it('lets the lanes of a quad load a quarter of their common rows each', () => {
    const code = registerTile(FRAME, { ...TILE, quad: true });
    expect(code.match(/= loadA\(/g)).toHaveLength(8);
    expect(code).toContain('let x5_3 = quadSwapDiagonal(x5_0);');
    expect(code).toContain('let y0_3 = loadB((k + (lane ^ 3u)) * shape.ldb, column + 0u);');
    expect(code).toContain('c5_0 += x5_3 * y0_3;');
  });

  it('refuses a frame without its markers', () => {
    expect(() => registerTile('//@ lines: x\n//@ sums: x', TILE)).toThrow(/block/);
  });
});
