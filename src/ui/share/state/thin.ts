/**
 * A run made small enough for a link: some of its rows, rounded, the samples and the comparison of the place that is
 * looked at. What is left out is told with it. Pure.
 */
import type { MetricsRow } from '../../../rl/algorithms/metrics.ts';
import type { RunRecord } from '../../../rl/runs/record.ts';

/** How much is left out. */
export interface Thinness {
  /** Most rows that stay: the first, the last, the one of the place, and others evenly between. */
  readonly rows: number;
  /** Significant digits of their numbers; null for all, so that they can be compared to the bit. */
  readonly digits: number | null;
  /** Answers of the iteration that is looked at. */
  readonly samples: number;
  /** Whether base and trained model on one prompt are among it. */
  readonly compares: boolean;
}

/** From what leaves out nothing of the curves to what a link always has room for beside a few rankings. */
export const LEVELS: readonly Thinness[] = [
  { rows: Infinity, digits: null, samples: 8, compares: true },
  { rows: Infinity, digits: null, samples: 3, compares: false },
  { rows: 120, digits: 5, samples: 3, compares: false },
  { rows: 40, digits: 4, samples: 2, compares: false },
  { rows: 12, digits: 4, samples: 0, compares: false },
];

/** The record without rankings and prompts, which a link has elsewhere or leaves out, and with what is left of the rest: no tokens. */
export function thinned(
  run: RunRecord,
  at: number,
  { rows, digits, samples, compares }: Thinness,
): RunRecord {
  const history = chosenRows(run.history, at, rows).map((row) => rounded(row, digits));
  const until = <Told extends { readonly iteration: number }>(told: readonly Told[]) =>
    told.filter(({ iteration }) => iteration <= at).slice(-1);
  const { inspections: _, ...rest } = run;
  return {
    ...rest,
    history,
    rankings: [],
    prompts: { train: [], heldOut: [] },
    agreement: digits === null ? run.agreement : run.agreement.slice(-rows),
    samples:
      samples === 0
        ? []
        : until(run.samples).map((entry) => ({ ...entry, samples: entry.samples.slice(0, samples) })),
    comparisons: compares ? until(run.comparisons) : [],
  };
}

function chosenRows(rows: readonly MetricsRow[], at: number, most: number): readonly MetricsRow[] {
  if (rows.length <= most) return rows;
  const step = (rows.length - 1) / (most - 2);
  const kept = new Set(Array.from({ length: most - 1 }, (_, index) => Math.round(index * step)));
  const place = rows.findLastIndex(({ iteration }) => iteration <= at);
  if (place >= 0) kept.add(place);
  return rows.filter((_, index) => kept.has(index));
}

function rounded(row: MetricsRow, digits: number | null): MetricsRow {
  if (digits === null) return row;
  const values = Object.entries(row.values).map(([name, value]) => [name, Number(value.toPrecision(digits))]);
  return { iteration: row.iteration, values: Object.fromEntries(values) as MetricsRow['values'] };
}
