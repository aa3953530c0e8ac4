/**
 * One uPlot: a smoothed line over its raw shadow, a band and a reference line behind them. Draws
 * once per animation frame at most. Knows uPlot and colours; must not know metrics or React.
 */
import uPlot from 'uplot';
import { OVERLAY_STYLES } from '../runs/overlayStyle.ts';
import { marksOf, placeAmongFits, placeOf, type Marked } from '../runs/state/marks.ts';
import { align } from './align.ts';
import { readColors, rem, scaleOf } from './plotStyle.ts';
import { tickLabels } from './figure/tickLabels.ts';
import 'uplot/dist/uPlot.min.css';

// Whoever draws curves walks on them.
export { PlotCursor } from './plotCursor.ts';

export interface PlotData {
  readonly x: readonly number[];
  readonly raw: readonly number[];
  readonly smoothed: readonly number[];
  readonly second: readonly number[] | null;
  readonly band: readonly [number, number] | null;
  readonly line: number | null;
  /** What the line stands for, written on it. */
  readonly lineLabel: string | null;
  readonly range: readonly [number, number] | null;
  /** Curves of other runs. */
  readonly overlays: readonly OverlaidCurve[];
  /** Whose marks are drawn, if any: where x counts fits, among these. The chosen one stands out. */
  readonly marks: {
    readonly of: Marked;
    readonly amongFits: boolean;
    readonly chosen: string | null;
  } | null;
}

export interface OverlaidCurve {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Its place among {@link OVERLAY_STYLES}. */
  readonly slot: number;
}

export interface PlotOptions {
  /** Plots with the same key share their cursor. */
  readonly sync: string;
  format(value: number): string;
  /** Called with the x under the cursor, or null when it leaves. */
  onCursor(x: number | null): void;
}

const EMPTY: PlotData = {
  x: [],
  raw: [],
  smoothed: [],
  second: null,
  band: null,
  line: null,
  lineLabel: null,
  range: null,
  overlays: [],
  marks: null,
};

/** Steps between ticks of x, which counts whole things. */
const WHOLE_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

/** Iterations the x axis spans at least, so that the first points do not fill the whole width. */
const MIN_SPAN = 8;

export class Plot {
  #host: HTMLElement;
  #options: PlotOptions;
  #chart: uPlot;
  #data: PlotData = EMPTY;
  #frame: number | null = null;
  #recolor: number | null = null;
  #observer: ResizeObserver;
  /** Called when other data are drawn, behind uPlot's own microtask that works the scales out. */
  onDraw: (() => void) | null = null;

  constructor(host: HTMLElement, options: PlotOptions) {
    this.#host = host;
    this.#options = options;
    this.#chart = this.#create();
    this.#observer = new ResizeObserver(() => {
      const { width, height } = this.#size();
      if (width > 0 && height > 0) this.#chart.setSize({ width, height });
    });
    this.#observer.observe(host);
  }

  /** Draws `read()` on the next frame; calls before that frame are merged into one. */
  draw(read: () => PlotData): void {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      this.#frame = null;
      this.#data = read();
      this.#chart.setData(this.#aligned());
      queueMicrotask(() => this.onDraw?.());
    });
  }

  /** Puts the cursor at an x, as the pointer does, or takes it away. */
  moveTo(x: number | null): void {
    const left = x === null ? -10 : this.#chart.valToPos(x, 'x');
    this.#chart.setCursor({ left, top: x === null ? -10 : 0 });
  }

  /** Takes the colours from the page again, after the theme has changed. */
  recolor(): void {
    if (this.#recolor !== null) cancelAnimationFrame(this.#recolor);
    // A frame later, when the page wears the new theme.
    this.#recolor = requestAnimationFrame(() => {
      this.#recolor = null;
      this.#chart.destroy();
      this.#chart = this.#create();
    });
  }

  destroy(): void {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    if (this.#recolor !== null) cancelAnimationFrame(this.#recolor);
    this.#observer.disconnect();
    this.#chart.destroy();
  }

  #aligned(): uPlot.AlignedData {
    const { x, raw, smoothed, second, overlays } = this.#data;
    return align([
      { x, ys: [raw, smoothed, second ?? x.map(() => null)] },
      ...OVERLAY_STYLES.map((_, slot) => {
        const found = overlays.find((overlay) => overlay.slot === slot);
        return { x: found?.x ?? [], ys: [found?.y ?? []] };
      }),
    ]);
  }

  #size(): { width: number; height: number } {
    return { width: this.#host.clientWidth, height: this.#host.clientHeight };
  }

  #create(): uPlot {
    const [muted, line, shadow, accent, cool, band, ...overlaid] = readColors(this.#host, [
      '--muted',
      '--line',
      '--accent-shadow',
      '--accent',
      '--cool',
      '--band',
      ...OVERLAY_STYLES.map(({ color }) => color),
    ]);
    // Once: asked while drawing, the browser would work out the whole page's style for each chart.
    const scale = scaleOf(this.#host);
    const [fontSize, markSize] = rem(0.6875 * scale, 0.625 * scale);
    const dots = { show: () => this.#data.x.length < 12, size: 5 * scale, fill: accent };
    const bare = { spanGaps: true, points: { show: false } };
    const axis = {
      stroke: muted,
      font: `${fontSize}px system-ui, sans-serif`,
      ticks: { show: false },
      grid: { stroke: line, width: 1 },
    };
    return new uPlot(
      {
        ...this.#size(),
        padding: [6 * scale, 6 * scale, 0, 0],
        legend: { show: false },
        cursor: {
          sync: { key: this.#options.sync },
          drag: { x: false, y: false },
          points: { size: 6 * scale },
          y: false,
        },
        scales: {
          x: { time: false, range: (_, min, max) => [min ?? 0, Math.max(max ?? 0, (min ?? 0) + MIN_SPAN)] },
          y: { range: (_, min, max) => this.#yRange(min, max) },
        },
        axes: [
          { ...axis, size: 20 * scale, space: 40 * scale, gap: 3, incrs: WHOLE_STEPS, grid: { show: false } },
          {
            ...axis,
            // Longer labels, of a curve that hardly moves, want more room than the usual four characters.
            size: (_, labels) => Math.max(38, 10 + 6.5 * longest(labels ?? [])) * scale,
            gap: 4,
            space: 28 * scale,
            values: (_, ticks) => tickLabels(ticks, this.#options.format),
          },
        ],
        series: [
          {},
          { ...bare, stroke: shadow, width: scale },
          { ...bare, stroke: accent, width: 2 * scale, points: dots },
          { ...bare, stroke: cool, width: 1.5 * scale, dash: [3, 3] },
          ...OVERLAY_STYLES.map((style, slot) => ({
            ...bare,
            stroke: overlaid[slot],
            width: 1.5 * scale,
            dash: [...style.dash],
          })),
        ],
        hooks: {
          drawClear: [
            (chart) => this.#drawReference(chart, band, muted, fontSize),
            (chart) => drawMarks(chart, this.#data.marks, { muted, cool, accent }),
          ],
          draw: [(chart) => drawOverlayMarks(chart, this.#data.overlays, overlaid, markSize)],
          setCursor: [
            (chart) => {
              const index = chart.cursor.idx;
              const left = (chart.cursor.left ?? -1) < 0 || index == null;
              this.#options.onCursor(left ? null : chart.data[0][index]);
            },
          ],
        },
      },
      this.#aligned(),
      this.#host,
    );
  }

  #yRange(min: number | null, max: number | null): [number, number] {
    const { range, band, line } = this.#data;
    if (range) return [range[0], range[1]];
    const marks = [min, max, line, ...(band ?? [])].filter(
      (value): value is number => value !== null && Number.isFinite(value),
    );
    if (marks.length === 0) return [0, 1];
    if (this.#data.x.length === 0 && this.#data.overlays.length === 0 && !band)
      return [(line ?? 0) - 1, (line ?? 0) + 1];
    const low = Math.min(...marks);
    const high = Math.max(...marks);
    const pad = Math.max((high - low) * 0.08, Math.abs(high) * 1e-3, 1e-6);
    return [low === 0 ? 0 : low - pad, high + pad];
  }

  #drawReference(chart: uPlot, bandColor: string, lineColor: string, fontSize: number): void {
    const { band, line, lineLabel } = this.#data;
    const { ctx, bbox } = chart;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    if (band) {
      const top = chart.valToPos(band[1], 'y', true);
      const bottom = chart.valToPos(band[0], 'y', true);
      ctx.fillStyle = bandColor;
      ctx.fillRect(bbox.left, top, bbox.width, bottom - top);
    }
    if (line !== null) {
      const y = chart.valToPos(line, 'y', true);
      ctx.strokeStyle = lineColor;
      ctx.lineWidth = window.devicePixelRatio;
      ctx.setLineDash([4 * window.devicePixelRatio, 4 * window.devicePixelRatio]);
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
      if (lineLabel !== null) {
        const scale = window.devicePixelRatio;
        ctx.font = `${fontSize * scale}px system-ui, sans-serif`;
        ctx.fillStyle = lineColor;
        ctx.textAlign = 'right';
        ctx.textBaseline = 'bottom';
        ctx.fillText(lineLabel, bbox.left + bbox.width - 4 * scale, y - 2 * scale);
      }
    }
    ctx.restore();
  }
}

/** Pixels of a fit's tick. */
const TICK = 7;

/** A fit is a tick on the axis, what was set a line through the curve. */
function drawMarks(
  chart: uPlot,
  marks: PlotData['marks'],
  { muted, cool, accent }: Readonly<Record<'muted' | 'cool' | 'accent', string>>,
): void {
  if (!marks) return;
  const { ctx, bbox } = chart;
  const scale = window.devicePixelRatio;
  const bottom = bbox.top + bbox.height;
  ctx.save();
  ctx.setLineDash([]);
  for (const mark of marksOf(marks.of)) {
    const x = marks.amongFits ? placeAmongFits(mark, marks.of) : placeOf(mark);
    const left = chart.valToPos(x, 'x', true);
    if (left < bbox.left || left > bbox.left + bbox.width) continue;
    const fit = mark.fit !== undefined;
    const chosen = mark.id === marks.chosen;
    ctx.strokeStyle = chosen ? accent : fit ? muted : cool;
    ctx.lineWidth = (chosen ? 2 : 1) * scale;
    ctx.beginPath();
    ctx.moveTo(left, bottom);
    ctx.lineTo(left, fit && !chosen ? bottom - TICK * scale : bbox.top);
    ctx.stroke();
  }
  ctx.restore();
}

/** Marks on every quarter of an overlaid curve and at its end: no two have the same, whatever their colours. */
function drawOverlayMarks(
  chart: uPlot,
  overlays: readonly OverlaidCurve[],
  colors: readonly string[],
  size: number,
): void {
  const { ctx } = chart;
  const scale = window.devicePixelRatio;
  ctx.save();
  ctx.font = `${size * scale}px system-ui, sans-serif`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  for (const { x, y, slot } of overlays) {
    const every = Math.max(1, Math.ceil(x.length / 4));
    ctx.fillStyle = colors[slot];
    for (let at = x.length - 1; at >= 0; at -= every)
      ctx.fillText(
        OVERLAY_STYLES[slot].mark,
        chart.valToPos(x[at], 'x', true),
        chart.valToPos(y[at], 'y', true),
      );
  }
  ctx.restore();
}

/** Characters of the longest label. */
function longest(labels: readonly (string | null)[]): number {
  return Math.max(0, ...labels.map((label) => label?.length ?? 0));
}
