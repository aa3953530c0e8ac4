import { describe, expect, it } from 'vitest';
import {
  panelText,
  rowsOfPanel,
  suitsPanel,
  type Panel,
} from '../../../../src/gpu/kernels/matmul/matmulPanel.ts';

const FRAME = ['fill', 'bias', 'row'].map((name) => `  //@ ${name}: here`).join('\n');
const PANEL: Panel = { transA: false, transB: false, scaled: false, waiting: null };

describe('panelText', () => {
  it('multiplies every number of the panel once with the term of K it belongs to', () => {
    const code = panelText(FRAME, PANEL);
    const factors = new Map<number, string>();
    for (const [, y, vector, letter] of code.matchAll(/let (y\d+_\d+_\d) = panel\[(\d+)\]\.([xyzw]);/g)) {
      const uses = [...code.matchAll(new RegExp(`${y} \\* (x\\d+\\.[xyzw])`, 'g'))];
      expect(uses).toHaveLength(1);
      factors.set(4 * Number(vector) + 'xyzw'.indexOf(letter), uses[0][1]);
    }
    expect(factors.size).toBe(64 * 16);
    // Eight columns lie side by side, then the next term of K.
    const term = (at: number) => Math.floor(at / 8) % 64;
    for (const [at, factor] of factors) {
      expect(factor).toBe(`x${term(at) - (term(at) % 4)}.${'xyzw'[term(at) % 4]}`);
    }
  });

  it('adds four terms at a time with K ascending', () => {
    const code = panelText(FRAME, PANEL);
    expect(code).toContain('let p5_8 = y5_8_0 * x8.x + y5_8_1 * x8.y;');
    expect(code).toContain('let s5_8 = s5_4 + ((p5_8 + y5_8_2 * x8.z) + y5_8_3 * x8.w);');
    expect(code).toContain('let s5_0 = ((p5_0 + ');
  });

  it('begins with the sum that waits, and scales only whole sums', () => {
    const code = panelText(FRAME, { ...PANEL, waiting: 'preActivation', scaled: true });
    expect(code).toContain('let o1 = select(vec4f(), preActivation[line + 1u], k > begin);');
    expect(code).toContain('let s5_0 = o1.y + ((p5_0 + ');
    expect(code).toContain('let factor = select(1.0, shape.scale, whole);');
    expect(code).toContain('let w1 = factor * vec4f(s4_60, s5_60, s6_60, s7_60) + added1;');
    expect(code).toContain('if (column + 4u < n) { finish(line + 1u, w1); }');
  });

  it('writes what an epilogue makes of a sum only when the sum is whole', () => {
    const code = panelText(FRAME, { ...PANEL, waiting: 'out', finished: true });
    expect(code).toContain('{ out[line + 1u] = select(w1, finished(line + 1u, w1), whole); }');
    expect(panelText(FRAME, { ...PANEL, finished: true })).toContain('{ finish(line + 1u, w1); }');
  });

  it('reads lines that cross K a number at a time, and none past the end', () => {
    const code = panelText(FRAME, { ...PANEL, transA: true });
    expect(
      code.match(/select\(0\.0, a\[aStart \+ \(k\d \+ \du\) \* lda \+ row\], k\d \+ \du < end\)/g),
    ).toHaveLength(16);
  });

  it('refuses a frame without its markers', () => {
    expect(() => panelText('//@ fill: x\n//@ bias: x', PANEL)).toThrow(/row/);
  });
});

describe('suitsPanel', () => {
  it('wants many rows and little waste', () => {
    expect(suitsPanel(64, 32, 64)).toBe(true);
    expect(suitsPanel(63, 32, 64)).toBe(false);
    expect(suitsPanel(64, 31, 64)).toBe(false);
    expect(suitsPanel(64, 32, 48)).toBe(false);
    expect(suitsPanel(64, 32, 72)).toBe(false);
    expect(suitsPanel(64, 32, 1000)).toBe(true);
  });
});

describe('rowsOfPanel', () => {
  it('takes fewer rows a workgroup until there are workgroups enough', () => {
    expect(rowsOfPanel(2048, 2048, 1)).toBe(256);
    expect(rowsOfPanel(512, 128, 1)).toBe(128);
    expect(rowsOfPanel(256, 128, 1)).toBe(64);
    expect(rowsOfPanel(256, 128, 4)).toBe(256);
    expect(rowsOfPanel(64, 64, 1)).toBe(64);
  });
});
