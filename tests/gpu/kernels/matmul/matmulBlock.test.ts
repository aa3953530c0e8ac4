import { describe, expect, it } from 'vitest';
import { blockText, type Block, type Lies } from '../../../../src/gpu/kernels/matmul/matmulBlock.ts';

const MARKERS = ['places', 'sums', 'load', 'stage', 'next', 'multiply', 'tree', 'store'];
const FRAME = MARKERS.map((name) => `  //@ ${name}: here`).join('\n');
const BLOCK: Block = { rows: 64, columns: 32, tileRows: 8, tileColumns: 4, depth: 16, slices: 1 };

const LIES: Lies = { transA: false, transB: true };

describe('blockText', () => {
  it('owns every output of the block once', () => {
    const code = blockText(FRAME, BLOCK, false, LIES);
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
    const code = blockText(FRAME, BLOCK, false, LIES);
    const terms = [...code.matchAll(/c1_0_2 = fma\(vec4f\(x1_(\d)\.z\), y0_(\d), c1_0_2\);/g)];
    expect(terms.map(([, a, b]) => a + b)).toEqual(['00', '11', '22', '33']);
    expect(code.match(/fma/g)).toHaveLength(4 * 8);
  });

  it('stages every vector once, however the operands lie', () => {
    for (const transA of [true, false]) {
      for (const transB of [true, false]) {
        for (const block of [BLOCK, { ...BLOCK, rows: 16, columns: 16, tileRows: 4, depth: 64, slices: 8 }]) {
          const code = blockText(FRAME, block, false, { transA, transB });
          for (const [operand, lines, along] of [
            ['A', block.rows, !transA],
            ['B', block.columns, transB],
          ] as const) {
            const rounds = [...code.matchAll(new RegExp(`^stage${operand}\\[place.*= `, 'gm'))].length;
            const invocations =
              ((block.rows / block.tileRows) * block.columns * block.slices) / block.tileColumns;
            const vectors = (lines * block.depth) / 4;
            // A guard leaves the last round to some of the invocations only.
            expect(rounds).toBe(along ? 4 * Math.ceil(vectors / 4 / invocations) : vectors / invocations);
            expect(code.includes(`along${operand}(`)).toBe(along);
            const guard = `< ${vectors / (along ? 4 : 1)}u) {`;
            if (along && vectors / 4 < invocations) expect(code).toContain(guard);
          }
        }
      }
    }
  });

  it('halves the slices in a fixed tree', () => {
    const sliced = { ...BLOCK, rows: 32, columns: 16, depth: 64, slices: 8 };
    const code = blockText(FRAME, sliced, false, LIES);
    expect([...code.matchAll(/if \(slice < (\d)u\)/g)].map(([, half]) => half)).toEqual(['4', '2', '1']);
    expect(blockText(FRAME, BLOCK, false, LIES)).not.toContain('slice <');
  });

  it('scales only what is stored', () => {
    expect(blockText(FRAME, BLOCK, true, LIES).match(/shape\.scale \* c/g)).toHaveLength(8);
    expect(blockText(FRAME, BLOCK, false, LIES)).not.toContain('shape.scale');
  });

  it('gives both columns of a pair to one invocation', () => {
    const wide = { ...BLOCK, tileRows: 4, tileColumns: 8 };
    const code = blockText(FRAME, wide, false, LIES, true);
    const [first, second] = [0, 1].map((j) => new RegExp(`let column${j} = (.*) \\+ (\\d+)u;`).exec(code)!);
    expect(second[1]).toBe(first[1]);
    expect(Number(second[2]) - Number(first[2])).toBe(wide.columns / 2);
    expect(
      code.match(/storePair\(.*, left \/ 2u \+ column0, c0_0_\d \+ added0, c0_1_\d \+ added1\);/g),
    ).toHaveLength(4);
    expect(() => blockText(FRAME, BLOCK, false, LIES, true)).toThrow(/No pairs/);
  });

  it('refuses a block that does not divide or is too large, and a frame without a marker', () => {
    for (const wrong of [
      { tileRows: 12 },
      { depth: 4 },
      { depth: 64 },
      { slices: 8 },
      { rows: 256, columns: 256 },
    ]) {
      expect(() => blockText(FRAME, { ...BLOCK, ...wrong }, false, LIES)).toThrow(/No matmul block/);
    }
    expect(() => blockText('', BLOCK, false, LIES)).toThrow(/no line marked places/);
  });
});
