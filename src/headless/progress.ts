/** One line of text per iteration, of the numbers that its method leads with. Knows nothing of where they come from. */
import type { Agreement } from '../preferences/agreement.ts';
import type { MetricsRow } from '../rl/algorithms/metrics.ts';
import type { LeadingMetric, MethodDeclaration } from '../rl/declaration.ts';
import type { LabelerId } from '../tastes/labeler.ts';

/**
 * An iteration's line, such as
 * `iteration  3/20  score 0.412  kl 1.93  beta 0.0500  ...  shorter 0.71  4.2 s`.
 * A metric that the row lacks reads as a dash.
 */
export function progressLine(
  method: MethodDeclaration,
  row: MetricsRow,
  iterations: number,
  labeler: LabelerId,
  seconds: number,
): string {
  const counter = `iteration ${String(row.iteration).padStart(String(iterations).length)}/${iterations}`;
  const values: Readonly<Record<string, number | undefined>> = row.values;
  const utility: LeadingMetric = [labeler, `utility/${labeler}`, 3];
  const columns = [...leadsOf(method), utility].map(
    ([label, metric, digits]) => `${label} ${format(values[metric], digits)}`,
  );
  return [counter, ...columns, `${format(seconds, 1)} s`].join('  ');
}

/** Columns of a method that chooses none. */
const FIRST = 6;

function leadsOf({ leads, metrics }: MethodDeclaration): readonly LeadingMetric[] {
  const first = Object.keys(metrics).slice(0, FIRST);
  return leads ?? first.map((name) => [name.slice(name.lastIndexOf('/') + 1), name, 3]);
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
