import { describe, expect, it } from 'vitest';
import { registerTile } from '../../../src/gpu/kernels/matmulTile.ts';

const FRAME = '//@ sums: s\n  //@ block: b\n  //@ single: o\n  //@ spill: t';

describe('registerTile', () => {
  it('names every accumulator once and adds its terms in ascending order of K', () => {
    const code = registerTile(FRAME, 8, 4);
    expect(code.match(/^var c\d_0 = vec4f\(\);$/gm)).toHaveLength(8);
    expect(code.match(/^c5_0 \+= .*;$/gm)).toEqual([
      'c5_0 += x1[1].x * y0[0];',
      'c5_0 += x1[1].y * y0[1];',
      'c5_0 += x1[1].z * y0[2];',
      'c5_0 += x1[1].w * y0[3];',
      'c5_0 += x1.y * y0;',
    ]);
    expect(code).toContain('tile[7] = c7_0;');
    expect(code).not.toContain('//@');
  });

  it('refuses a frame without its markers', () => {
    expect(() => registerTile('//@ sums: s', 4, 4)).toThrow(/block/);
  });
});
