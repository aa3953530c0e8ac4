/**
 * What a curve says, for whoever does not see it or sits far from it: where it stands, where it came from, how far it
 * went, and whether it moves. Pure; its words come from outside.
 */
import type { ChartDeclaration } from '../../rl/declaration.ts';
import type { OverlaidRun } from '../runs/overlaid.ts';
import type { Curve } from '../runs/state/history.ts';
import type { ChosenYardstick, RunView } from '../runs/view.ts';
import type { Dictionary } from '../words/index.ts';
import { formatterOf, noteOf, unitOf } from './describe.ts';
import { contentOf, curveOf, isAgreement } from './specs.ts';
import type { SummaryWords } from './words/enSummary.ts';

export type Trend = 'rises' | 'falls' | 'holds';

/** Points that are compared with as many before them. */
const MOST = 10;
const FEWEST = 3;
/** Standard errors that two means must differ by. */
const CERTAIN = 2;

/**
 * Whether the newest points differ from those before by more than their scatter lets expect: the difference of two means
 * over its standard error, √(s₁²/n + s₂²/n). Null where there are too few.
 */
export function trendOf(y: readonly number[]): Trend | null {
  const count = Math.min(MOST, Math.floor(y.length / 2));
  if (count < FEWEST) return null;
  const last = spreadOf(y.slice(-count));
  const before = spreadOf(y.slice(-2 * count, -count));
  const error = Math.sqrt((last.variance + before.variance) / count);
  const difference = last.mean - before.mean;
  if (Math.abs(difference) <= CERTAIN * error || difference === 0) return 'holds';
  return difference > 0 ? 'rises' : 'falls';
}

function spreadOf(values: readonly number[]): { readonly mean: number; readonly variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: squares / (values.length - 1) };
}

/** Places of the lowest and the highest point; of several as low or as high, the first. */
export function extremesOf(y: readonly number[]): readonly [low: number, high: number] {
  let [low, high] = [0, 0];
  for (const [at, value] of y.entries()) {
    if (value < y[low]) low = at;
    if (value > y[high]) high = at;
  }
  return [low, high];
}

interface Said {
  readonly page: Dictionary;
  readonly summary: SummaryWords;
}

/** The chart in sentences, the newest value first; null while it has no point. */
export function summaryOf(
  chart: ChartDeclaration,
  view: RunView,
  yardstick: ChosenYardstick,
  overlaid: readonly OverlaidRun[],
  { page, summary }: Said,
): string | null {
  const { curve, second } = contentOf(chart, view, yardstick);
  const value = curve.y.at(-1);
  if (value === undefined) return null;
  const format = formatterOf(chart, view);
  const unit = unitOf(chart, page, view);
  const said = (number: number) => (unit ? `${format(number)} ${unit}` : format(number));
  const at = isAgreement(chart) ? summary.fit : summary.iteration;
  const note = noteOf(chart, page, view, yardstick, value);
  const beside = second?.at(-1);
  const sentences = [
    summary.now(said(value), at(curve.x.at(-1) ?? 0)),
    ...(note === null ? [] : [summary.note(note)]),
    ...pastOf(curve, said, at, summary),
    ...(beside === undefined || Number.isNaN(beside)
      ? []
      : [isAgreement(chart) ? summary.trained(said(beside)) : summary.second(format(beside))]),
    ...overlaid.flatMap((run) => {
      const other = curveOf(chart, run, view, yardstick);
      const last = other.y.at(-1);
      return last === undefined ? [] : [summary.over(run.name, said(last), at(other.x.at(-1) ?? 0))];
    }),
  ];
  return sentences.join(summary.between);
}

/** Where the curve came from; nothing of a single point. */
function pastOf(
  { x, y }: Curve,
  said: (value: number) => string,
  at: (x: number) => string,
  words: SummaryWords,
): readonly string[] {
  if (y.length < 2) return [];
  const trend = trendOf(y);
  const [low, high] = extremesOf(y);
  return [
    ...(trend === null ? [] : [words.trends[trend]]),
    words.first(said(y[0]), at(x[0])),
    words.range(said(y[low]), at(x[low]), said(y[high]), at(x[high])),
  ];
}
