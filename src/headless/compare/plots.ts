/**
 * A contest's figures on white paper: true utility over √KL with every seed, each method's way there and the best of n; and every
 * measure of every method with its interval. Knows standings and shapes; knows no file.
 */
import { MEASURE_NAMES } from '../../contest/tables.ts';
import { MEASURES, type Standing, type Standings } from '../../contest/standings.ts';
import { PAPER } from '../../figure/paper.ts';
import { limitsOf, scaleOf } from '../../figure/scale.ts';
import type { Drawing, Path, Shape, Text } from '../../figure/shapes.ts';

const WIDTH = 760;
const SMALL = 11;
const COLORS = [PAPER.accent, ...PAPER.overlays, PAPER.cool, PAPER.ink];
/** Told apart without colour, too. */
const MARKS = ['●', '▲', '■', '◆', '▼', '○', '△', '□', '◇', '▽'];

const lookOf = (at: number) => ({ fill: COLORS[at % COLORS.length], mark: MARKS[at % MARKS.length] });

type Box = Readonly<Record<'left' | 'right' | 'top' | 'bottom', number>>;

/** True utility over √KL. @param caption sentences under it */
export function frontierOf({ methods, bestOf }: Standings, caption: readonly string[]): Drawing {
  const shown = methods.filter(({ ends }) => ends.length > 0);
  const points = [...shown.flatMap(({ path, ends }) => [...path, ...ends]), ...bestOf];
  const x = scaleOf(0, Math.max(1, ...points.map(({ d }) => d)) * 1.05, 8);
  const y = scaleOf(...limitsOf([0, ...points.map(({ value }) => value)]), 6);
  const box: Box = {
    left: 60,
    right: WIDTH - 20,
    top: 60 + 16 * Math.ceil((shown.length + 1) / 5),
    bottom: 420,
  };
  const at = (d: number, value: number): readonly [number, number] => [
    box.left + ((d - x.low) / (x.high - x.low)) * (box.right - box.left),
    box.bottom - ((value - y.low) / (y.high - y.low)) * (box.bottom - box.top),
  ];
  const shapes: Shape[] = [words(14, 26, 'True utility over √KL', { size: 16, bold: true })];
  for (const tick of y.ticks) {
    const [, height] = at(0, tick);
    shapes.push(
      line(
        [
          [box.left, height],
          [box.right, height],
        ],
        PAPER.grid,
        1,
      ),
    );
    shapes.push(words(box.left - 6, height + 4, String(tick), { anchor: 'end', fill: PAPER.muted }));
  }
  for (const tick of x.ticks)
    shapes.push(
      words(at(tick, 0)[0], box.bottom + 16, String(tick), { anchor: 'middle', fill: PAPER.muted }),
    );
  shapes.push(
    line(
      [
        [box.left, box.bottom],
        [box.right, box.bottom],
      ],
      PAPER.muted,
      1,
    ),
    words((box.left + box.right) / 2, box.bottom + 34, '√KL (√nats an answer)', {
      anchor: 'middle',
      fill: PAPER.muted,
    }),
    words(14, box.top - 8, 'spreads of the base model above its mean', { fill: PAPER.muted }),
  );
  shapes.push(...legend([...shown.map(({ method }) => method), 'best of n'], box.left, 46));
  shapes.push(
    line(
      bestOf.map(({ d, value }) => at(d, value)),
      PAPER.muted,
      1.5,
      [5, 4],
    ),
  );
  for (const { n, d, value } of bestOf) {
    const [left, height] = at(d, value);
    shapes.push(words(left, height - 5, `${n}`, { size: 9, anchor: 'middle', fill: PAPER.muted }));
  }
  for (const [index, { path, ends }] of shown.entries()) {
    const { fill, mark } = lookOf(index);
    // Every way begins at the base model.
    shapes.push(line([at(0, 0), ...path.map(({ d, value }) => at(d, value))], fill, 1.5));
    for (const { d, value } of ends) {
      const [left, height] = at(d, value);
      shapes.push(words(left, height + 4, mark, { anchor: 'middle', fill }));
    }
  }
  return drawing('True utility over √KL', shapes, box.bottom + 52, caption);
}

const ROW = 18;

/** Every measure of every method: its mean, 95 % over seeds, and n. */
export function measuresOf({ methods }: Standings, caption: readonly string[]): Drawing {
  const shapes: Shape[] = [
    words(14, 26, 'Every measure, mean and 95 % over seeds', { size: 16, bold: true }),
  ];
  let top = 44;
  for (const measure of MEASURES) {
    const [name, unit] = MEASURE_NAMES[measure];
    top += 22;
    shapes.push(words(14, top, unit === '' ? name : `${name} (${unit})`, { bold: true }));
    const rows = panel(methods, measure, top + 6);
    shapes.push(...rows);
    top += 6 + methods.length * ROW + 20;
  }
  return drawing('Every measure of every method', shapes, top + 8, caption);
}

function panel(methods: readonly Standing[], measure: (typeof MEASURES)[number], top: number): Shape[] {
  const [left, right] = [170, WIDTH - 30];
  const known = methods.flatMap(({ measures }) => (measures ? [measures[measure]] : []));
  const [low, high] = limitsOf(known.flatMap(({ mean, low: from, high: to }) => [mean, from, to]));
  const scale = scaleOf(low, high, 6);
  const toX = (value: number) =>
    left +
    ((Math.min(Math.max(value, scale.low), scale.high) - scale.low) / (scale.high - scale.low)) *
      (right - left);
  const bottom = top + methods.length * ROW;
  const shapes: Shape[] = scale.ticks.flatMap((tick): Shape[] => [
    line(
      [
        [toX(tick), top],
        [toX(tick), bottom],
      ],
      PAPER.grid,
      1,
    ),
    words(toX(tick), bottom + 12, String(tick), { size: 10, anchor: 'middle', fill: PAPER.muted }),
  ]);
  for (const [index, { method, seeds, broken, measures }] of methods.entries()) {
    const height = top + (index + 0.5) * ROW;
    const { fill, mark } = lookOf(index);
    const broke = broken.length === 0 ? '' : `, ${broken.length} broke`;
    shapes.push(
      words(left - 8, height + 4, `${method} (n = ${seeds.length}${broke})`, { anchor: 'end', size: 10 }),
    );
    if (!measures) continue;
    const { mean, low: from, high: to } = measures[measure];
    if (Number.isFinite(to - from))
      shapes.push(
        line(
          [
            [toX(from), height],
            [toX(to), height],
          ],
          fill,
          2,
        ),
      );
    shapes.push(words(toX(mean), height + 4, mark, { anchor: 'middle', fill }));
  }
  return shapes;
}

function legend(names: readonly string[], left: number, top: number): Shape[] {
  return names.flatMap((name, at): Shape[] => {
    const [x, y] = [left + (at % 5) * 136, top + 16 * Math.floor(at / 5)];
    if (at === names.length - 1)
      return [
        line(
          [
            [x, y - 4],
            [x + 18, y - 4],
          ],
          PAPER.muted,
          1.5,
          [5, 4],
        ),
        words(x + 24, y, name),
      ];
    const { fill, mark } = lookOf(at);
    return [words(x + 9, y, mark, { anchor: 'middle', fill }), words(x + 24, y, name)];
  });
}

/** Characters of a caption's line. */
const CAPTION = 118;

function drawing(title: string, shapes: readonly Shape[], top: number, caption: readonly string[]): Drawing {
  const lines = caption.flatMap(
    (sentence) => sentence.match(new RegExp(`.{1,${CAPTION}}(?:\\s|$)`, 'gu')) ?? [],
  );
  const height = top + 15 * lines.length + 14;
  const said = lines.map((text, at) => words(14, top + 15 * (at + 1), text.trimEnd(), { fill: PAPER.muted }));
  const paper: Shape = { kind: 'rect', x: 0, y: 0, width: WIDTH, height, fill: PAPER.page };
  return { width: WIDTH, height, title, description: caption.join(' '), shapes: [paper, ...shapes, ...said] };
}

function line(points: Path['points'], stroke: string, width: number, dash: readonly number[] = []): Path {
  return { kind: 'path', points, stroke, width, dash };
}

function words(x: number, y: number, text: string, look: Partial<Text> = {}): Text {
  return { kind: 'text', x, y, text, size: SMALL, fill: PAPER.ink, anchor: 'start', ...look };
}
