/**
 * What a chart says in words: its name, value, explanation with this step's numbers, side note. The page's dictionaries
 * say it, and of what they do not know the declaration. Knows no canvas.
 */
import type { ChartDeclaration } from '../../rl/declaration.ts';
import type { MetricsRow } from '../../rl/algorithms/metrics.ts';
import type { Language } from '../app/state/uiStore.ts';
import type { ChosenYardstick, RunView } from '../runs/view.ts';
import { compact, fixed, percent } from '../text/format.ts';
import type { Dictionary } from '../words/index.ts';
import { metricOf } from './specs.ts';

/** A chart's name: a utility has the name of the rater whose it is. */
export function titleOf(
  chart: ChartDeclaration,
  words: Dictionary,
  language: Language,
  view: RunView,
  { labeler }: ChosenYardstick,
): string {
  const { id } = chart;
  if (id === 'utility') return words.charts.utilityBy(words.rank.raters[labeler]);
  const known: Readonly<Record<string, unknown>> = words.charts;
  const title = metricOf(chart, view)?.words?.[language].title ?? known[id];
  return typeof title === 'string' ? title : id;
}

export function unitOf(chart: ChartDeclaration, words: Dictionary, view: RunView): string {
  const known: Readonly<Record<string, string>> = words.charts.units;
  const unit = metricOf(chart, view)?.unit ?? '';
  return known[unit] ?? unit;
}

/** What a chart shows, and how it is computed. */
export function explanationOf(
  chart: ChartDeclaration,
  words: Dictionary,
  language: Language,
  view: RunView,
): { readonly text: string; readonly formula?: string } {
  const metric = metricOf(chart, view);
  if (metric?.unit === 'rule' && 'metric' in chart && chart.metric === 'nudge/score')
    return { text: words.train.stageText.rule };
  const known = explained(chart.id, words);
  if (known) return known;
  const text = metric?.words?.[language].text;
  return text ? { text, formula: metric?.definition } : { text: metric?.definition ?? chart.id };
}

interface Explained {
  readonly text: string;
  readonly formula: string;
}

function explained(id: string, { explain }: Dictionary): Explained | null {
  const known: Readonly<Record<string, Explained | string>> = explain;
  const words = known[id];
  return words === undefined || typeof words === 'string' ? null : words;
}

/** How a chart writes its values. */
export function formatterOf(chart: ChartDeclaration, view: RunView): (value: number) => string {
  switch (metricOf(chart, view)?.format) {
    case 'percent':
      return (value) => percent(value);
    case 'compact':
      return compact;
    case 'tenths':
      return (value) => fixed(value, 1);
    default:
      return (value) => fixed(value, 2);
  }
}

/** Ticks need fewer decimals than values. */
export function tickFormatterOf(chart: ChartDeclaration, view: RunView): (value: number) => string {
  return metricOf(chart, view)?.format === 'percent'
    ? (value) => `${Number((value * 100).toFixed(1))}%`
    : (value) => String(Number(value.toPrecision(3))).replace('-', '\u2212');
}

/** The formula with this step's values substituted, or null before there are any. */
export function valuesOf(
  chart: ChartDeclaration,
  words: Dictionary,
  view: RunView,
  yardstick: ChosenYardstick,
  row: MetricsRow | null,
): string | null {
  const { explain } = words;
  if (!('metric' in chart) && chart.id === 'agreement') {
    const last = view.agreement.at(-1);
    if (!last || last.heldOut.pairs === 0) return null;
    const { accuracy, pairs, interval } = last.heldOut;
    const between = interval ? words.charts.interval(...interval) : null;
    return explain.agreement.values(accuracy * pairs, pairs, between, last.trained.accuracy);
  }
  if (!row) return null;
  const told: Readonly<Record<string, unknown>> = { ...view.settings, ...row.values };
  const value = (name: string) => Number(told[name] ?? NaN);
  if (!('metric' in chart)) {
    const base = view.baseUtility?.[yardstick.labeler];
    const utility = value(`utility/${yardstick.labeler}`);
    return base ? explain.utility.values(utility, base.mean, base.sd) : null;
  }
  const known: Readonly<Record<string, unknown>> = explain;
  const said = known[chart.id];
  if (typeof said !== 'object' || said === null || !('values' in said) || !chart.says) return null;
  // The dictionary's words take as many numbers as the chart declares to say.
  return (said.values as (...numbers: number[]) => string)(...chart.says.map(value));
}

/** Whether there is a line under a chart's title, whose place is kept while there is nothing to say. */
export function isNoted(chart: ChartDeclaration, view: RunView): boolean {
  return !('metric' in chart) || metricOf(chart, view)?.band !== undefined;
}

/** The line under a chart's title: which yardstick, inside the band or not, how many pairs. */
export function noteOf(
  chart: ChartDeclaration,
  words: Dictionary,
  view: RunView,
  yardstick: ChosenYardstick,
  value: number | null,
): string | null {
  const { charts } = words;
  if ('metric' in chart) {
    const metric = metricOf(chart, view);
    const band = metric?.band?.(view.settings);
    if (!band) return null;
    const line = metric?.line?.(view.settings) ?? null;
    const target = line === null ? null : charts.target(`${line}`);
    if (value === null) return target;
    const where = value > band[1] ? charts.aboveBand : value < band[0] ? charts.belowBand : charts.inBand;
    const inside = `${where} ${fixed(band[0], 0)}–${compactBand(band[1])}`;
    return target === null ? inside : `${target}, ${inside}`;
  }
  if (chart.id === 'utility') return yardstickText(words, yardstick);
  const last = view.agreement.at(-1);
  if (!last) return null;
  const { pairs, rankings, interval } = last.heldOut;
  if (pairs === 0) return charts.noneHeldOut;
  const count = charts.heldOutCount(pairs, rankings);
  return interval ? `${charts.interval(...interval)}, ${count}` : count;
}

/** What a chart's reference line stands for. */
export function lineLabelOf(chart: ChartDeclaration, words: Dictionary, view: RunView): string | null {
  const { charts } = words;
  if (!('metric' in chart)) return chart.id === 'utility' ? charts.base : charts.chance;
  const line = metricOf(chart, view)?.line?.(view.settings) ?? null;
  // Scores are told from those of the base model on.
  return line === null ? null : chart.id === 'reward' ? charts.base : charts.target(String(line));
}

export function yardstickText(
  words: Dictionary,
  { labeler, reason, tau, rankings }: ChosenYardstick,
): string {
  const name = words.rank.raters[labeler].toLowerCase();
  switch (reason) {
    case 'agrees':
      return words.charts.yardstickAgrees(name, tau, rankings);
    case 'simulated':
      return words.charts.yardstickSimulated(name);
    case 'chosen':
      return words.charts.yardstickChosen(name);
    case 'default':
      return name;
  }
}

function compactBand(value: number): string {
  return String(Number(value.toFixed(1)));
}
