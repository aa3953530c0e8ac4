import { describe, expect, it } from 'vitest';
import type { Block } from '../../../../src/gpu/kernels/matmul/matmulBlock.ts';
import { normText } from '../../../../src/gpu/kernels/matmul/matmulNorm.ts';

const BLOCK: Block = { rows: 32, columns: 16, tileRows: 8, tileColumns: 4, depth: 64, slices: 8 };

describe('normText', () => {
  it('adds what an invocation takes of a row in the branches of a tree of 64', () => {
    // 16 of the 64 sums, every fourth: what lies half of the tree apart is added first.
    const tree = (sums: readonly string[]): string => {
      const half = sums.length / 2;
      const added = sums.slice(0, half).map((sum, i) => `(${sum} + ${sums[i + half]})`);
      return half === 1 ? added[0] : tree(added);
    };
    const expected = tree(Array.from({ length: 16 }, (_, j) => `total(s${j})`));
    expect(normText(BLOCK, 'root').split(`return ${expected};`)).toHaveLength(2);
    expect(normText(BLOCK, 'layer').split(`return ${expected};`)).toHaveLength(3);
  });

  it('takes every element of a row once, and nothing behind its end', () => {
    const code = normText(BLOCK, 'root');
    const taken = [...code.matchAll(/select\(vec4f\(\), a\[start \+ i \+ (\d+)u\], i \+ (\d+)u < COLS\)/g)];
    expect(taken.map(([, at]) => Number(at))).toEqual(Array.from({ length: 16 }, (_, j) => 4 * j));
    for (const [, at, tested] of taken) expect(tested).toBe(at);
    expect(code).toContain('i += 64u');
  });

  it('refuses a block whose invocations cannot share out the sums', () => {
    expect(() => normText({ ...BLOCK, slices: 6 }, 'root')).toThrow(/cannot share out 64 sums/);
    expect(() => normText({ ...BLOCK, rows: 4, tileRows: 1, slices: 64 }, 'root')).toThrow(/cannot share/);
  });
});
