/**
 * The file a run leaves behind. What the same seed and adapter repeat bit for bit is kept apart from wall-clock
 * times, so that two runs compare equal by everything but `timing`.
 */
import { writeFile } from 'node:fs/promises';
import type { AdapterSummary } from '../gpu/device.ts';
import type { Agreement, MetricsRow } from '../rl/metrics.ts';
import type { Settings } from '../rl/settings.ts';
import { settingsDiff } from '../rl/settings.ts';
import type { HeadlessOptions } from './options.ts';

export interface AgreementPair {
  readonly heldOut: Agreement;
  readonly trained: Agreement;
}

export interface RunResults {
  readonly format: 'nudge-run';
  readonly version: 1;
  readonly model: string;
  readonly labeler: string;
  readonly rankings: number;
  readonly seed: number;
  /** Settings that differ from the defaults. */
  readonly settings: Partial<Settings>;
  readonly adapter: AdapterSummary;
  /** Reward-model agreement after each fit. */
  readonly agreement: readonly AgreementPair[];
  /** Every metric of every iteration but the time it took. */
  readonly iterations: readonly MetricsRow[];
  readonly timing: {
    /** Seconds of each iteration. */
    readonly seconds: readonly number[];
  };
}

/** Gathers a run into its results. */
export function runResults(
  options: HeadlessOptions,
  adapter: AdapterSummary,
  agreement: readonly AgreementPair[],
  rows: readonly MetricsRow[],
): RunResults {
  return {
    format: 'nudge-run',
    version: 1,
    model: options.model,
    labeler: options.labeler,
    rankings: options.rankings,
    seed: options.settings.seed,
    settings: settingsDiff(options.settings),
    adapter,
    agreement,
    iterations: rows.map(({ iteration, values }) => {
      const { 'nudge/seconds': _seconds, ...repeatable } = values;
      return { iteration, values: repeatable };
    }),
    timing: { seconds: rows.map(({ values }) => values['nudge/seconds'] ?? 0) },
  };
}

/**
 * JSON with every number in full. NaN and infinities, which JSON lacks, become the strings "NaN", "Infinity"
 * and "-Infinity" instead of null: a diverged run must look like one.
 */
export function resultsJson(results: RunResults): string {
  const replacer = (_key: string, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
  return `${JSON.stringify(results, replacer, 1)}\n`;
}

/** Writes the results to `file`. */
export async function writeResults(file: string, results: RunResults): Promise<void> {
  await writeFile(file, resultsJson(results));
}
