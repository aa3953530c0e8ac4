/** Where two runs first differ, number by number. Pure; knows rows only. */
import type { MetricsRow } from '../algorithms/metrics.ts';

export interface RowDifference {
  readonly iteration: number;
  /** The first metric by name that differs there; null where one of the runs has no such iteration. */
  readonly metric: string | null;
  readonly one: number | undefined;
  readonly other: number | undefined;
}

/** The same number, to the bit. */
export function toTheBit(one: number | undefined, other: number | undefined): boolean {
  return Object.is(one, other);
}

/**
 * The first row of `one` that `other` has not, or has otherwise; null where there is none. What `other` has beside it
 * does not count.
 */
export function firstDifference(
  one: readonly MetricsRow[],
  other: readonly MetricsRow[],
  same: (one: number | undefined, other: number | undefined) => boolean = toTheBit,
): RowDifference | null {
  const rows = new Map(other.map((row) => [row.iteration, valuesOf(row)]));
  for (const row of one) {
    const values = valuesOf(row);
    const counterpart = rows.get(row.iteration);
    if (!counterpart) return { iteration: row.iteration, metric: null, one: undefined, other: undefined };
    for (const metric of Object.keys(values).sort())
      if (!same(values[metric], counterpart[metric]))
        return { iteration: row.iteration, metric, one: values[metric], other: counterpart[metric] };
  }
  return null;
}

function valuesOf(row: MetricsRow): Readonly<Record<string, number | undefined>> {
  return row.values;
}
