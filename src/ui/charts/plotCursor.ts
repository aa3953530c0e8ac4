/**
 * A cursor on a plot for the keyboard and for screen readers: a slider over the curve's points (WAI-ARIA's pattern, which
 * readers of the screen tell by itself at each step). Arrows walk along iterations, Page Up and Page Down ten at once, Home and
 * End lead to the first and the newest, Enter does what a click on the plot does. Comes with what draws curves. Knows what is
 * drawn and its words; knows no React.
 */
import type { ChartDeclaration } from '../../rl/declaration.ts';
import type { Language } from '../app/state/uiStore.ts';
import type { OverlaidRun } from '../runs/overlaid.ts';
import type { ChosenYardstick, RunView } from '../runs/view.ts';
import type { Dictionary } from '../words/index.ts';
import { formatterOf, titleOf, unitOf } from './describe.ts';
import type { Plot } from './plot.ts';
import { contentOf, curveOf, isAgreement } from './specs.ts';
import { enSummary } from './words/enSummary.ts';
import { zhSummary } from './words/zhSummary.ts';

/** What the cursor walks on, as it is when a key is pressed. */
export interface Walked {
  readonly chart: ChartDeclaration;
  readonly view: RunView;
  readonly yardstick: ChosenYardstick;
  readonly overlaid: readonly OverlaidRun[];
  readonly words: Dictionary;
  readonly language: Language;
}

/** Points that a page's key goes over. */
const PAGE = 10;

/**
 * Where a key leads from a point of a curve.
 * @param at null before the first key: from there one comes to the newest, forwards to the first
 * @returns null where the key leads nowhere, or there are no points
 */
export function steppedTo(key: string, at: number | null, count: number): number | null {
  if (count === 0) return null;
  const from = at ?? (key === 'ArrowRight' || key === 'PageUp' ? -1 : count);
  const to = {
    ArrowRight: from + 1,
    ArrowLeft: from - 1,
    PageUp: from + PAGE,
    PageDown: from - PAGE,
    Home: 0,
    End: count - 1,
  }[key];
  return to === undefined ? null : Math.max(0, Math.min(count - 1, to));
}

/** A point in words: where, the value with its unit, and what else is drawn there. */
export function pointText(
  index: number,
  { chart, view, yardstick, overlaid, words, language }: Walked,
): string {
  const summary = language === 'zh' ? zhSummary : enSummary;
  const { curve, second } = contentOf(chart, view, yardstick);
  const x = curve.x[index];
  const format = formatterOf(chart, view);
  const unit = unitOf(chart, words, view);
  const said = (value: number) => (unit ? `${format(value)} ${unit}` : format(value));
  const at = (isAgreement(chart) ? summary.fit : summary.iteration)(x);
  const beside = second?.[index];
  const there = [
    summary.now(said(curve.y[index]), at),
    ...(beside === undefined || Number.isNaN(beside)
      ? []
      : [isAgreement(chart) ? summary.trained(said(beside)) : summary.second(format(beside))]),
    ...overlaid.flatMap((run) => {
      const other = curveOf(chart, run, view, yardstick);
      const value = other.y[other.x.indexOf(x)];
      return value === undefined ? [] : [summary.over(run.name, said(value), at)];
    }),
  ];
  return there.join(summary.between);
}

export class PlotCursor {
  /** The point that keys have come to; null before the first key, and when the focus has gone. */
  #at: number | null = null;
  readonly #stop = new AbortController();

  /** @param read what is drawn now */
  constructor(
    private readonly host: HTMLElement,
    private readonly plot: Plot,
    private readonly read: () => Walked,
  ) {
    plot.onDraw = () => this.#drawn();
    const { signal } = this.#stop;
    host.addEventListener('keydown', (event) => this.#press(event), { signal });
    host.addEventListener('blur', () => this.#go(null), { signal });
  }

  destroy(): void {
    this.#stop.abort();
    this.plot.onDraw = null;
    for (const name of ['role', 'tabindex']) this.host.removeAttribute(name);
    this.host.ariaHidden = 'true';
  }

  get #points(): readonly number[] {
    const { chart, view, yardstick } = this.read();
    return contentOf(chart, view, yardstick).curve.x;
  }

  #press(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const to = steppedTo(event.key, this.#at, this.#points.length);
    const opens = (event.key === 'Enter' || event.key === ' ') && this.#points.length > 0;
    if (to === null && !opens) return;
    // Neither for the page, whose Enter submits, nor for the projector, whose arrows turn to the next chart.
    event.preventDefault();
    event.stopPropagation();
    if (to !== null) this.#go(to);
    else {
      if (this.#at === null) this.#go(this.#points.length - 1);
      this.host.click();
    }
  }

  #go(to: number | null): void {
    const gone = to === null && this.#at === null;
    this.#at = to;
    if (!gone) this.plot.moveTo(to === null ? null : this.#points[to]);
    this.#tell();
  }

  /** The run has told more, or another run is shown: what was come to may be elsewhere, or nowhere. */
  #drawn(): void {
    const { length } = this.#points;
    if (this.#at !== null) this.#at = length === 0 ? null : Math.min(this.#at, length - 1);
    if (this.#at !== null) this.plot.moveTo(this.#points[this.#at]);
    this.#tell();
  }

  /** A slider where there is something to walk on; nothing to a reader of the screen where there is not. */
  #tell(): void {
    const { host } = this;
    const points = this.#points;
    const last = points.length - 1;
    if (last < 0) {
      host.ariaHidden = 'true';
      for (const name of ['role', 'tabindex']) host.removeAttribute(name);
      return;
    }
    const at = this.#at ?? last;
    const { chart, view, yardstick, words, language } = this.read();
    host.ariaHidden = null;
    host.role = 'slider';
    host.tabIndex = 0;
    host.ariaLabel = titleOf(chart, words, language, view, yardstick);
    host.ariaValueMin = String(points[0]);
    host.ariaValueMax = String(points[last]);
    host.ariaValueNow = String(points[at]);
    host.ariaValueText = pointText(at, this.read());
  }
}
