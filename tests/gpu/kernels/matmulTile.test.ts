import { describe, expect, it } from 'vitest';
import { registerTile } from '../../../src/gpu/kernels/matmulTile.ts';

const FRAME = ['lines', 'sums', 'block', 'single', 'spill'].map((name) => `  //@ ${name}: here`).join('\n');
const TILE = { rows: 8, columns: 4, transA: false, transB: false };

describe('registerTile', () => {
  it('names every accumulator once and adds its terms in ascending order of K', () => {
    const code = registerTile(FRAME, TILE);
    expect(code.match(/^var c\d_0 = vec4f\(\);$/gm)).toHaveLength(8);
    expect(code.match(/^c5_0 \+= .*;$/gm)).toEqual([
      'c5_0 += x5.x * y0_0;',
      'c5_0 += x5.y * y0_1;',
      'c5_0 += x5.z * y0_2;',
      'c5_0 += x5.w * y0_3;',
      'c5_0 += x1.y * y0;',
    ]);
    expect(code).toContain('tile[7] = c7_0;');
    expect(code).not.toContain('//@');
  });

  it('turns an operand whose lines lie the other way', () => {
    const code = registerTile(FRAME, { ...TILE, transA: true, transB: true });
    expect(code).toContain('let x6 = vec4f(p1_0.z, p1_1.z, p1_2.z, p1_3.z);');
    expect(code).toContain('let y0_3 = vec4f(s0_0.w, s0_1.w, s0_2.w, s0_3.w);');
  });

  it('refuses a frame without its markers', () => {
    expect(() => registerTile('//@ lines: x\n//@ sums: x', TILE)).toThrow(/block/);
  });
});
