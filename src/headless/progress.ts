/** One line of text per iteration, of the numbers that its method leads with. Knows nothing of where they come from. */
import type { Agreement } from '../preferences/agreement.ts';
import type { MetricsRow } from '../rl/algorithms/metrics.ts';
import type { LeadingMetric, MethodDeclaration } from '../rl/declaration.ts';
import type { Measure } from '../preferences/quality/rewardQuality.ts';
import type { FitQuality } from '../rl/runs/fitQuality.ts';
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

/** What the reward model is worth on rankings that it never learned from, a line a measure; one line where there are none. */
export function qualityLines({ heldOut }: FitQuality): readonly string[] {
  const { rankings, prompts } = heldOut;
  if (rankings === 0) return ['reward model on held-out rankings: there are none'];
  const line = (name: string, { value, interval, byLot, count }: Measure, counted: string) => {
    const between = interval ? `95 %: ${interval.map((end) => end.toFixed(3)).join(' to ')}` : 'no interval';
    const lot = byLot === null ? '' : `, by lot ${byLot.toFixed(3)}`;
    return `  ${name.padEnd(18)} ${value.toFixed(3).padStart(7)}  (${between}${lot}; ${count} ${counted})`;
  };
  const bins = heldOut.calibration.filter(({ pairs }) => pairs > 0);
  const said = bins.map(({ predicted, observed, pairs }) =>
    [predicted, observed, pairs].map((of, at) => (at < 2 ? of.toFixed(2) : `(${of})`)).join(' '),
  );
  return [
    `reward model on ${rankings} held-out rankings of ${prompts} prompts:`,
    line('accuracy', heldOut.accuracy, 'pairs'),
    line('Kendall tau-b', heldOut.tauB, 'rankings'),
    line('NDCG', heldOut.ndcg, 'rankings'),
    line('log-likelihood', heldOut.logLikelihood, 'choices'),
    line('calibration error', heldOut.calibrationError, 'pairs'),
    `  says, is right (pairs): ${said.join(', ')}`,
  ];
}

function format(value: number | undefined, digits: number): string {
  return value === undefined ? '-' : value.toFixed(digits);
}
