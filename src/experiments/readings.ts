/** What promises read of a record: means over a few iterations, utilities in spreads of the base model, order of scores. Pure. */
import { labelerFor } from '../rl/labelersFor.ts';
import { settingsOf } from '../rl/runs/record.ts';
import type { RecordedRun } from '../rl/runs/recordedRun.ts';
import type { LabelerId } from '../tastes/labeler.ts';

/** Iterations that are averaged where one alone says little. */
const WINDOW = 3;

/** A metric by iteration; NaN where a row has not got it. */
export function series({ history }: RecordedRun, metric: string): readonly number[] {
  return history.map(({ values }) => (values as Readonly<Record<string, number>>)[metric] ?? NaN);
}

/** Utility above the base model's mean, in spreads of its answers, by iteration. */
export function utilitySeries(record: RecordedRun, labeler: LabelerId): readonly number[] {
  const base = record.baseUtility?.[labeler];
  const { mean, sd } = base ?? { mean: NaN, sd: NaN };
  return series(record, `utility/${labeler}`).map((value) => (value - mean) / sd);
}

export function first(values: readonly number[], count = WINDOW): number {
  return meanOf(values.slice(0, count));
}

export function last(values: readonly number[], count = WINDOW): number {
  return meanOf(values.slice(-count));
}

/** The highest mean over neighbouring iterations. */
export function best(values: readonly number[], count = WINDOW): number {
  const means = values.slice(count - 1).map((_, at) => meanOf(values.slice(at, at + count)));
  return Math.max(...means);
}

/** Of all pairs of the answers shown, the share that score and utility put in the same order; ties are passed over. */
export function sameOrder(record: RecordedRun, labeler: LabelerId): number {
  const taste = labelerFor(labeler, settingsOf(record));
  const shown = record.samples.flatMap(({ samples }) =>
    samples.map(({ prompt, text, score }) => ({ score, worth: taste.utility(prompt, text) })),
  );
  let [right, pairs] = [0, 0];
  for (const [at, one] of shown.entries())
    for (const other of shown.slice(at + 1)) {
      const by = (one.score - other.score) * (one.worth - other.worth);
      if (by === 0) continue;
      pairs++;
      if (by > 0) right++;
    }
  return right / pairs;
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
