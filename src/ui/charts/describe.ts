/** What a chart says in words: its value, its explanation with this step's numbers, its side note. */
import type { MetricsRow } from '../../rl/metrics.ts';
import type { Dictionary } from '../words/index.ts';
import { compact, fixed, percent } from '../text/format.ts';
import type { ChosenYardstick, RunView } from '../runs/view.ts';
import { klBand, type ChartId } from './specs.ts';

/** A chart's name: a utility has the name of the rater whose it is. */
export function titleOf(id: ChartId, words: Dictionary, { labeler }: ChosenYardstick): string {
  return id === 'utility' ? words.charts.utilityBy(words.rank.raters[labeler]) : words.charts[id];
}

/** How a chart writes its values. */
export function formatterOf(id: ChartId): (value: number) => string {
  switch (id) {
    case 'clipFraction':
      return (value) => percent(value);
    case 'valueLoss':
      return compact;
    case 'responseLength':
      return (value) => fixed(value, 1);
    default:
      return (value) => fixed(value, 2);
  }
}

/** Ticks need fewer decimals than values. */
export function tickFormatterOf(id: ChartId): (value: number) => string {
  return id === 'clipFraction'
    ? (value) => `${Number((value * 100).toFixed(1))}%`
    : (value) => String(Number(value.toPrecision(3))).replace('-', '\u2212');
}

/** The formula with this step's values substituted, or null before there are any. */
export function valuesOf(
  id: ChartId,
  words: Dictionary,
  view: RunView,
  yardstick: ChosenYardstick,
  row: MetricsRow | null,
): string | null {
  const { explain } = words;
  if (id === 'agreement') {
    const last = view.agreement.at(-1);
    if (!last || last.heldOut.pairs === 0) return null;
    const { accuracy, pairs, interval } = last.heldOut;
    const between = interval ? words.charts.interval(...interval) : null;
    return explain.agreement.values(accuracy * pairs, pairs, between, last.trained.accuracy);
  }
  if (!row) return null;
  const value = (name: keyof MetricsRow['values']) => row.values[name] ?? NaN;
  switch (id) {
    case 'reward':
      return explain.reward.values(
        value('nudge/score'),
        value('objective/scores'),
        value('objective/kl_coef'),
        value('objective/kl'),
        value('objective/rlhf_reward'),
      );
    case 'utility': {
      const base = view.baseUtility?.[yardstick.labeler];
      const utility = value(`utility/${yardstick.labeler}`);
      return base ? explain.utility.values(utility, base.mean, base.sd) : null;
    }
    case 'kl':
      return explain.kl.values(value('objective/kl'), view.settings.klTarget, value('nudge/kl_coef_next'));
    case 'entropy':
      return explain.entropy.values(value('nudge/entropy'));
    case 'clipFraction':
      return explain.clipFraction.values(value('policy/clipfrac_avg'), view.settings.clipRange);
    case 'valueLoss':
      return explain.valueLoss.values(value('loss/value_avg'), view.settings.valueCoefficient);
    case 'responseLength':
      return explain.responseLength.values(value('nudge/response_length'));
  }
}

/** The line under a chart's title: which yardstick, inside the band or not, how many pairs. */
export function noteOf(
  id: ChartId,
  words: Dictionary,
  view: RunView,
  yardstick: ChosenYardstick,
  value: number | null,
): string | null {
  const { charts } = words;
  switch (id) {
    case 'utility':
      return yardstickText(words, yardstick);
    case 'kl': {
      const band = klBand(view);
      if (!band) return null;
      const target = charts.target(`${view.settings.klTarget}`);
      if (value === null) return target;
      const where = value > band[1] ? charts.aboveBand : value < band[0] ? charts.belowBand : charts.inBand;
      return `${target}, ${where} ${fixed(band[0], 0)}–${compactBand(band[1])}`;
    }
    case 'agreement': {
      const last = view.agreement.at(-1);
      if (!last) return null;
      const { pairs, rankings, interval } = last.heldOut;
      if (pairs === 0) return charts.noneHeldOut;
      const count = charts.heldOutCount(pairs, rankings);
      return interval ? `${charts.interval(...interval)}, ${count}` : count;
    }
    default:
      return null;
  }
}

/** What a chart's reference line stands for. */
export function lineLabelOf(id: ChartId, words: Dictionary, view: RunView): string | null {
  switch (id) {
    case 'utility':
    case 'reward':
      return words.charts.base;
    case 'kl':
      return words.charts.target(String(view.settings.klTarget));
    case 'agreement':
      return words.charts.chance;
    default:
      return null;
  }
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
