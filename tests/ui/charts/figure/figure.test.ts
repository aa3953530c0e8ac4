import { describe, expect, it } from 'vitest';
import { csvOf } from '../../../../src/ui/charts/figure/csv.ts';
import type { Figure } from '../../../../src/ui/charts/figure/figure.ts';
import { broken, layout, WIDTH } from '../../../../src/ui/charts/figure/layout.ts';
import { limitsOf, scaleOf } from '../../../../src/figure/scale.ts';
import type { Path, Text } from '../../../../src/figure/shapes.ts';
import { svgOf } from '../../../../src/figure/svg.ts';

const FIGURE: Figure = {
  title: 'KL <of> "a" & b',
  xLabel: 'Iteration',
  yLabel: 'KL (nats)',
  curves: [
    { name: 'brisk-otter', x: [1, 2, 3], y: [0.5, NaN, 2], color: '#c03f0c', width: 2, dash: [] },
    { name: '=other', x: [2, 4], y: [1, 3], color: '#1c66a8', width: 1.5, dash: [7, 3], mark: '●' },
  ],
  band: [1, 2],
  line: { at: 1.5, label: 'target 1.5' },
  range: null,
  marks: [{ x: 2.5, text: 'KL target 4 → 6' }],
  caption: ['Run brisk-otter: seed 7.', '在 SwiftShader 上计算，'.repeat(12)],
  format: (value) => String(value),
};

const paths = (figure: Figure) =>
  layout(figure).shapes.filter((shape): shape is Path => shape.kind === 'path');
const texts = (figure: Figure) =>
  layout(figure).shapes.filter((shape): shape is Text => shape.kind === 'text');

describe('a figure on paper', () => {
  it('draws each curve at its values: higher ones higher, gaps left out', () => {
    const [own] = paths(FIGURE).filter(({ stroke, points }) => stroke === '#c03f0c' && points[0][1] > 100);
    expect(own.points).toHaveLength(2);
    const [[x1, y1], [x2, y2]] = own.points;
    expect(x2).toBeGreaterThan(x1);
    expect(y2).toBeLessThan(y1);
    // A tick and the value it names are at one height.
    const tick = texts(FIGURE).find(({ text, anchor }) => text === '2' && anchor === 'end')!;
    expect(tick.y - 4).toBeCloseTo(y2, 5);
  });

  it('names curves, axes, line, marks and says the caption, all inside the picture', () => {
    const words = texts(FIGURE).map(({ text }) => text);
    expect(words).toEqual(
      expect.arrayContaining([
        'brisk-otter',
        '=other',
        'Iteration',
        'KL (nats)',
        'target 1.5',
        '1 KL target 4 → 6',
      ]),
    );
    const { height } = layout(FIGURE);
    for (const { x, y } of texts(FIGURE)) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(WIDTH);
      expect(y).toBeLessThan(height);
    }
  });

  it('is sound without a point', () => {
    const empty = { ...FIGURE, curves: [], band: null, line: null, marks: [] };
    expect(svgOf(layout(empty))).not.toContain('NaN');
  });
});

it('SVG escapes every word and holds no number that is none', () => {
  const svg = svgOf(layout({ ...FIGURE, caption: ['\u0000 a & b \ud800'] }));
  expect(svg).toContain('<title>KL &lt;of&gt; &quot;a&quot; &amp; b</title>');
  expect(svg).not.toMatch(/NaN|Infinity|undefined|\p{Cs}/u);
  expect(svg).not.toContain('\u0000');
  expect(svg.match(/<text/g)).toHaveLength(svg.match(/<\/text>/g)!.length);
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 720 \d+"/);
});

it('CSV has the caption above, a column a curve, and what a curve has not empty', () => {
  const lines = csvOf(FIGURE).split('\r\n');
  expect(lines.filter((line) => line.startsWith('#'))).toHaveLength(5);
  expect(lines.slice(5)).toEqual(["Iteration,brisk-otter,'=other", '1,0.5,', '2,,1', '3,2,', '4,,3', '']);
});

it('ticks are round and inside the limits', () => {
  expect(scaleOf(0, 10, 5).ticks).toEqual([0, 2, 4, 6, 8, 10]);
  expect(scaleOf(-0.13, 0.42, 6).ticks).toEqual([-0.1, 0, 0.1, 0.2, 0.3, 0.4]);
  expect(scaleOf(1, 3, 10, true).ticks).toEqual([1, 2, 3]);
  expect(limitsOf([])).toEqual([0, 1]);
  expect(limitsOf([0, 10])[0]).toBe(0);
});

it('long sentences are broken at spaces, and behind letters where there are none; nothing is lost', () => {
  const english = 'one two three four five six seven eight nine ten';
  const lines = broken(english, 100, 11);
  expect(lines.length).toBeGreaterThan(2);
  expect(lines.join(' ')).toBe(english);
  const chinese = '在适配器上计算的曲线和数值';
  expect(broken(chinese, 60, 11).length).toBeGreaterThan(1);
  expect(broken(chinese, 60, 11).join('')).toBe(chinese);
});
