/**
 * The results as one SVG picture: step times, loss curves laid over each other, growth. Drawn by hand, so that it
 * needs no library; follows the reader's light or dark theme. Pure.
 */
import { LIBRARIES, LIBRARY_NAMES, type BenchResults, type Library } from './results.ts';

const PANEL = { width: 380, height: 250, left: 48, right: 12, top: 34, bottom: 42 } as const;

/** Distinguishable with any colour vision (Okabe & Ito 2008) on light and dark. */
const COLOURS: readonly string[] = ['#0072b2', '#e69f00', '#cc79a7', '#009e73', '#d55e00'];

const LIBRARY_COLOURS: Readonly<Record<Library, string>> = {
  ours: COLOURS[0],
  tfjs: COLOURS[1],
  jax: COLOURS[2],
};

/** Curves that lie on each other stay visible: ours is broad, the others take turns on it. */
const STROKES: Readonly<Record<Library, string>> = {
  ours: 'stroke-width="6"',
  tfjs: 'stroke-width="3" stroke-dasharray="9 9"',
  jax: 'stroke-width="3" stroke-dasharray="9 9" stroke-dashoffset="9"',
};

const STYLE = `
text { font: 12px system-ui, sans-serif; fill: #1f2328; }
.title { font-weight: 600; font-size: 13px; }
.axis { stroke: #8c959f; fill: none; }
.grid { stroke: #8c959f; stroke-opacity: 0.25; fill: none; }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3; } }`;

/** The picture, or null when nothing was measured that it could show. */
export function plot(results: BenchResults): string | null {
  const panels = [
    ...(results.training.length > 0 ? [timesPanel(results), ...results.training.map(lossPanel)] : []),
    ...(results.growth.length > 0 ? [growthPanel(results)] : []),
  ];
  if (panels.length === 0) return null;
  const columns = Math.min(2, panels.length);
  const width = columns * PANEL.width;
  const height = Math.ceil(panels.length / columns) * PANEL.height;
  const placed = panels.map((panel, index) => {
    const x = (index % columns) * PANEL.width;
    const y = Math.floor(index / columns) * PANEL.height;
    return `<g transform="translate(${x} ${y})">${panel}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Training step times, losses and growth">
<style>${STYLE}</style>
${placed.join('\n')}
</svg>
`;
}

/** Maps a value to a pixel. */
type Scale = (value: number) => number;

/** Linear in the logarithm; `from` and `to` are widened to whole powers of ten. */
export function logScale(values: readonly number[], start: number, end: number) {
  const from = Math.floor(Math.log10(Math.min(...values)));
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(...values))));
  const scale: Scale = (value) => start + ((Math.log10(value) - from) / (to - from)) * (end - start);
  return { scale, ticks: Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i)) };
}

/** Linear, over a step of 1, 2 or 5 times a power of ten with about five ticks. */
export function linearScale(values: readonly number[], start: number, end: number) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const rough = Math.max(most - least, Math.abs(most) * 1e-6, 1e-9) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const from = Math.floor(least / step) * step;
  const count = Math.max(1, Math.ceil((most - from) / step - 1e-9));
  const scale: Scale = (value) => start + ((value - from) / (count * step)) * (end - start);
  return { scale, ticks: Array.from({ length: count + 1 }, (_, i) => from + i * step) };
}

const INNER = {
  left: PANEL.left,
  right: PANEL.width - PANEL.right,
  top: PANEL.top,
  bottom: PANEL.height - PANEL.bottom,
} as const;

function text(x: number, y: number, content: string, attributes = ''): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${attributes}>${escaped}</text>`;
}

/** Title, vertical axis with its ticks, base line. */
function frame(title: string, { scale, ticks }: { scale: Scale; ticks: readonly number[] }): string {
  const lines = ticks.map((tick) => {
    const y = scale(tick).toFixed(1);
    return `<path class="grid" d="M${INNER.left} ${y}H${INNER.right}"/>${text(INNER.left - 6, Number(y) + 4, short(tick), 'text-anchor="end"')}`;
  });
  return `${text(12, 18, title, 'class="title"')}${lines.join('')}<path class="axis" d="M${INNER.left} ${INNER.top}V${INNER.bottom}H${INNER.right}"/>`;
}

function short(value: number): string {
  return value >= 10_000 ? `${Number((value / 1000).toPrecision(4))}k` : String(Number(value.toPrecision(4)));
}

function legend(entries: readonly { name: string; colour: string }[]): string {
  const y = PANEL.height - 8;
  let x = 12;
  return entries
    .map(({ name, colour }) => {
      const entry = `<path d="M${x} ${y - 4}h14" stroke="${colour}" stroke-width="4"/>${text(x + 18, y, name)}`;
      // About the width of the name.
      x += 34 + name.length * 6.6;
      return entry;
    })
    .join('');
}

function libraryLegend(libraries: readonly Library[]): string {
  return legend(
    libraries.map((library) => ({
      name: LIBRARY_NAMES[library],
      colour: LIBRARY_COLOURS[library],
    })),
  );
}

function timesPanel({ training }: BenchResults): string {
  const libraries = LIBRARIES.filter((library) => training.some(({ results }) => results[library]));
  const times = training.flatMap(({ results }) => Object.values(results).map(({ median }) => median));
  const axis = logScale(times, INNER.bottom, INNER.top);
  const slot = (INNER.right - INNER.left) / training.length;
  const bar = Math.min(34, (slot * 0.8) / libraries.length);
  const bars = training.flatMap(({ size, results }, group) => {
    const middle = INNER.left + (group + 0.5) * slot;
    return [
      text(middle, INNER.bottom + 16, `${size.name}: ${size.layers} x ${size.dim}`, 'text-anchor="middle"'),
      ...libraries.flatMap((library, index) => {
        const result = results[library];
        if (!result) return [];
        const x = middle + (index - libraries.length / 2) * bar;
        const y = axis.scale(result.median);
        const height = (INNER.bottom - y).toFixed(1);
        return `<rect x="${(x + 1).toFixed(1)}" y="${y.toFixed(1)}" width="${(bar - 2).toFixed(1)}" height="${height}" fill="${LIBRARY_COLOURS[library]}"/>${text(x + bar / 2, y - 3, result.median.toFixed(0), 'text-anchor="middle"')}`;
      }),
    ];
  });
  return `${frame('Training step, ms (log)', axis)}${bars.join('')}${libraryLegend(libraries)}`;
}

function polyline(points: readonly (readonly [number, number])[], colour: string, stroke: string) {
  const path = points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`);
  return `<path d="${path.join('')}" fill="none" stroke="${colour}" ${stroke}/>`;
}

function lossPanel({ size, results }: BenchResults['training'][number]): string {
  const libraries = LIBRARIES.filter((library) => results[library]);
  const all = libraries.map((library) => results[library]!.losses);
  // Only steps that every library took are drawn over each other.
  const steps = Math.min(...all.map((losses) => losses.length));
  const axis = linearScale(
    all.flatMap((losses) => losses.slice(0, steps)),
    INNER.bottom,
    INNER.top,
  );
  const x = (step: number) => INNER.left + (step / Math.max(1, steps - 1)) * (INNER.right - INNER.left);
  const lines = libraries.map((library, index) =>
    polyline(
      all[index].slice(0, steps).map((loss, step) => [x(step), axis.scale(loss)] as const),
      LIBRARY_COLOURS[library],
      STROKES[library],
    ),
  );
  const label = text(
    (INNER.left + INNER.right) / 2,
    INNER.bottom + 16,
    `steps 1 to ${steps}`,
    'text-anchor="middle"',
  );
  return `${frame(`Loss, size ${size.name}: same weights, same batches`, axis)}${lines.join('')}${label}${libraryLegend(libraries)}`;
}

function growthPanel({ growth }: BenchResults): string {
  const axes = [...new Set(growth.map(({ axis }) => axis))];
  const series = axes.map((name) => {
    const points = growth.filter(({ axis }) => axis === name);
    const [base] = points;
    return points.map(({ value, milliseconds }) => ({
      factor: value / base.value,
      times: milliseconds / base.milliseconds,
    }));
  });
  const axis = linearScale([1, ...series.flat().map(({ times }) => times)], INNER.bottom, INNER.top);
  const most = Math.max(2, ...series.flat().map(({ factor }) => factor));
  const x = (factor: number) =>
    INNER.left + (Math.log2(factor) / Math.log2(most)) * (INNER.right - INNER.left - 12) + 4;
  const lines = series.map((points, index) =>
    polyline(
      points.map(({ factor, times }) => [x(factor), axis.scale(times)] as const),
      COLOURS[index % COLOURS.length],
      'stroke-width="2"',
    ),
  );
  const ticks = [...new Set(series.flat().map(({ factor }) => factor))].map((factor) =>
    text(x(factor), INNER.bottom + 16, `x ${factor}`, 'text-anchor="middle"'),
  );
  const entries = axes.map((name, index) => ({ name, colour: COLOURS[index % COLOURS.length] }));
  return `${frame('Time of our step as one size doubles, times size S', axis)}${lines.join('')}${ticks.join('')}${legend(entries)}`;
}
