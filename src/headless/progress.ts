/** One line of text per iteration. Knows the metrics' names and nothing of where they come from. */
import type { Agreement } from '../preferences/agreement.ts';
import type { MetricName, MetricsRow } from '../rl/algorithms/metrics.ts';
import type { LabelerId } from '../tastes/labeler.ts';

/** What a line shows: its label, the metric, and the digits after the point. */
const COLUMNS: readonly (readonly [string, MetricName, number])[] = [
  ['score', 'nudge/score', 3],
  ['kl', 'objective/kl', 2],
  ['beta', 'nudge/kl_coef_next', 4],
  ['entropy', 'nudge/entropy', 2],
  ['clip', 'policy/clipfrac_avg', 3],
  ['length', 'nudge/response_length', 1],
];

/**
 * An iteration's line, such as
 * `iteration  3/20  score 0.412  kl 1.93  beta 0.0500  ...  shorter 0.71  4.2 s`.
 * A metric that the row lacks reads as a dash.
 */
export function progressLine(
  row: MetricsRow,
  iterations: number,
  labeler: LabelerId,
  seconds: number,
): string {
  const counter = `iteration ${String(row.iteration).padStart(String(iterations).length)}/${iterations}`;
  const columns = [...COLUMNS, [labeler, `utility/${labeler}`, 3] as const].map(
    ([label, metric, digits]) => `${label} ${format(row.values[metric], digits)}`,
  );
  return [counter, ...columns, `${format(seconds, 1)} s`].join('  ');
}

/** The reward model's agreement with the labeler, after a fit. */
export function agreementLine(heldOut: Agreement, trained: Agreement): string {
  const percent = ({ pairs, accuracy }: Agreement) =>
    pairs === 0 ? '-' : `${(accuracy * 100).toFixed(1)} % of ${pairs} pairs`;
  const { interval } = heldOut;
  const between = interval ? ` (95 %: ${interval.map((end) => (end * 100).toFixed(0)).join(' to ')} %)` : '';
  return `reward model agrees on ${percent(trained)} it was trained on and ${percent(heldOut)} held out${between}`;
}

function format(value: number | undefined, digits: number): string {
  return value === undefined ? '-' : value.toFixed(digits);
}
