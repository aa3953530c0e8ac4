/** Where everything of a figure stands on paper. Knows figures and shapes; must not know a format or a canvas. */
import { PAPER } from '../../../figure/paper.ts';
import { limitsOf, scaleOf, type Scale } from '../../../figure/scale.ts';
import type { Drawing, Path, Shape, Text } from '../../../figure/shapes.ts';
import { tickLabels } from './tickLabels.ts';
import type { Figure, FigureCurve } from './figure.ts';

export const WIDTH = 720;
/** Of the curves, without title, legend and caption. */
const PLOT_HEIGHT = 300;
const [LEFT, RIGHT] = [62, 18];
const SMALL = 11;
const LINE = 15;
/** Iterations that x spans at least, so that two points do not make a curve of the whole width. */
const MIN_SPAN = 8;

/** A figure laid out. Lines that are too long are broken; nothing is left out. */
export function layout(figure: Figure): Drawing {
  const shapes: Shape[] = [];
  let top = 30;
  shapes.push(text(LEFT - 46, top, figure.title, { size: 16, bold: true }));
  top += 14;
  for (const row of legendRows(figure.curves)) {
    top += LINE;
    shapes.push(...row.flatMap((entry) => legendEntry(entry.curve, entry.x, top)));
  }
  top += 26;
  const plot = { left: LEFT, top, right: WIDTH - RIGHT, bottom: top + PLOT_HEIGHT };
  shapes.push(...plotShapes(figure, plot));
  let y = plot.bottom + 38;
  const notes = figure.marks.map(({ text }, at) => `${at + 1} ${text}`);
  const said = [...(notes.length > 0 ? [notes.join(' · ')] : []), ...figure.caption];
  for (const line of said.flatMap((sentence) => broken(sentence, WIDTH - LEFT - RIGHT + 46, SMALL))) {
    y += LINE;
    shapes.push(text(LEFT - 46, y, line, { size: SMALL, fill: PAPER.muted }));
  }
  const height = Math.ceil(y + 16);
  return {
    width: WIDTH,
    height,
    title: figure.title,
    description: figure.caption.join(' '),
    shapes: [{ kind: 'rect', x: 0, y: 0, width: WIDTH, height, fill: PAPER.page }, ...shapes],
  };
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

function plotShapes(figure: Figure, box: Box): Shape[] {
  const { band, line, range, curves, marks, format } = figure;
  const xs = [...curves.flatMap(({ x }) => x), ...marks.map(({ x }) => x)];
  const first = xs.length > 0 ? xs.reduce((least, value) => Math.min(least, value)) : 0;
  const last = xs.length > 0 ? xs.reduce((most, value) => Math.max(most, value)) : MIN_SPAN;
  const x = scaleOf(first, Math.max(last, first + MIN_SPAN), 10, true);
  const values = [...curves.flatMap(({ y }) => y), ...(band ?? []), ...(line ? [line.at] : [])];
  const [low, high] = range ?? limitsOf(values);
  const y = scaleOf(low, high, 6);
  const toX = (value: number) => box.left + ((value - x.low) / (x.high - x.low)) * (box.right - box.left);
  const toY = (value: number) => box.bottom - ((value - y.low) / (y.high - y.low)) * (box.bottom - box.top);
  const inside = (value: number) => Math.min(Math.max(value, box.top), box.bottom);
  const shapes: Shape[] = [];
  if (band) {
    const [from, to] = [inside(toY(band[1])), inside(toY(band[0]))];
    const size = { width: box.right - box.left, height: to - from };
    shapes.push({ kind: 'rect', x: box.left, y: from, ...size, fill: PAPER.band });
  }
  shapes.push(...axes(figure, box, x, y, toX, toY, format));
  for (const [at, mark] of marks.entries()) {
    const left = toX(mark.x);
    shapes.push(
      path(
        [
          [left, box.top],
          [left, box.bottom],
        ],
        PAPER.cool,
        1,
        [1, 3],
      ),
    );
    shapes.push(text(left + 3, box.top + 10, String(at + 1), { size: 10, fill: PAPER.cool }));
  }
  if (line) {
    const height = toY(line.at);
    shapes.push(
      path(
        [
          [box.left, height],
          [box.right, height],
        ],
        PAPER.muted,
        1,
        [4, 4],
      ),
    );
    if (line.label !== null)
      shapes.push(
        text(box.right - 4, height - 4, line.label, { size: SMALL, fill: PAPER.muted, anchor: 'end' }),
      );
  }
  for (const curve of curves) shapes.push(...curveShapes(curve, toX, toY));
  return shapes;
}

function axes(
  { xLabel, yLabel }: Figure,
  box: Box,
  x: Scale,
  y: Scale,
  toX: (value: number) => number,
  toY: (value: number) => number,
  format: Figure['format'],
): Shape[] {
  const label = { size: SMALL, fill: PAPER.muted };
  const labels = tickLabels(y.ticks, format);
  return [
    ...y.ticks.flatMap((tick, at): Shape[] => [
      path(
        [
          [box.left, toY(tick)],
          [box.right, toY(tick)],
        ],
        PAPER.grid,
        1,
      ),
      text(box.left - 6, toY(tick) + 4, labels[at], { ...label, anchor: 'end' }),
    ]),
    ...x.ticks.map((tick) => text(toX(tick), box.bottom + 16, String(tick), { ...label, anchor: 'middle' })),
    path(
      [
        [box.left, box.bottom],
        [box.right, box.bottom],
      ],
      PAPER.muted,
      1,
    ),
    text((box.left + box.right) / 2, box.bottom + 32, xLabel, { ...label, anchor: 'middle' }),
    text(box.left - 46, box.top - 6, yLabel, label),
  ];
}

function curveShapes(
  { x, y, color, width, dash, mark }: FigureCurve,
  toX: (value: number) => number,
  toY: (value: number) => number,
): Shape[] {
  const points = x
    .map((value, at) => [toX(value), toY(y[at])] as const)
    .filter(([, height]) => Number.isFinite(height));
  const every = Math.max(1, Math.ceil(points.length / 4));
  const marked = mark === undefined ? [] : points.filter((_, at) => (points.length - 1 - at) % every === 0);
  return [
    path(points, color, width, dash),
    // One point is no line.
    ...(points.length === 1 && mark === undefined ? [dot(points[0], color)] : []),
    ...marked.map(([left, height]) =>
      text(left, height + 4, mark ?? '', { size: SMALL, fill: color, anchor: 'middle' }),
    ),
  ];
}

function dot([x, y]: readonly [number, number], fill: string): Shape {
  return { kind: 'rect', x: x - 2, y: y - 2, width: 4, height: 4, fill };
}

interface LegendPlace {
  readonly curve: FigureCurve;
  readonly x: number;
}

/** Named curves, as many beside each other as fit. */
function legendRows(curves: readonly FigureCurve[]): LegendPlace[][] {
  const rows: LegendPlace[][] = [];
  let x = Infinity;
  for (const curve of curves.filter(({ shadow }) => !shadow)) {
    const width = 46 + widthOf(curve.name, SMALL);
    if (x + width > WIDTH - RIGHT) {
      rows.push([]);
      x = LEFT - 46;
    }
    rows.at(-1)?.push({ curve, x });
    x += width;
  }
  return rows;
}

function legendEntry({ name, color, width, dash, mark }: FigureCurve, x: number, y: number): Shape[] {
  return [
    path(
      [
        [x, y - 4],
        [x + 26, y - 4],
      ],
      color,
      width,
      dash,
    ),
    ...(mark === undefined ? [] : [text(x + 13, y, mark, { size: SMALL, fill: color, anchor: 'middle' })]),
    text(x + 32, y, name, { size: SMALL }),
  ];
}

function path(points: Path['points'], stroke: string, width: number, dash: readonly number[] = []): Path {
  return { kind: 'path', points, stroke, width, dash };
}

function text(x: number, y: number, words: string, look: Partial<Text> = {}): Text {
  return { kind: 'text', x, y, text: words, size: SMALL, fill: PAPER.ink, anchor: 'start', ...look };
}

/** About as wide as it is drawn: fonts differ, and there is none to ask where a figure is only written. */
function widthOf(words: string, size: number): number {
  let width = 0;
  for (const letter of words) width += (letter.codePointAt(0) ?? 0) > 0x2e80 ? size : size * 0.56;
  return width;
}

/** A sentence in lines that fit, broken at spaces, or behind any letter of a script that has none. */
export function broken(sentence: string, width: number, size: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of sentence.match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s+/gu) ?? []) {
    if (line !== '' && widthOf((line + part).trimEnd(), size) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += part;
  }
  return line.trim() === '' ? lines : [...lines, line.trimEnd()];
}
