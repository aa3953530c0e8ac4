/**
 * A finished run as one JSON file: what the page replays where it cannot train, and what a headless run leaves.
 *
 * Knows: the file's schema. Must not know: who writes it, or how it is shown. A file that cannot be read gives
 * a RecordedRunError, never half a run.
 */
import * as v from 'valibot';
import { shortened } from '../../files/shortened.ts';
import { RATER_IDS, type Rater } from '../../tastes/labeler.ts';
import { METRIC_NAMES } from '../algorithms/metricNames.ts';
import { UTILITY_NAMES, type MetricsRow } from '../algorithms/metrics.ts';
import { currentRow, OLD_METRIC_NAMES } from './oldMetrics.ts';
import type { PreferenceEvent } from '../../preferences/event.ts';
import { PreferenceEventSchema } from '../../preferences/schema.ts';
import type { BaseUtility } from '../training/baseUtility.ts';
import type { Comparison } from './compare.ts';
import type { MeasuredAgreement, RunSamples } from './events.ts';
import type { SettingsChange } from './settingChanges.ts';
import type { Settings } from '../algorithms/settings.ts';
import type { Inspection } from './inspection.ts';
import { RecordedInspection } from './recordedInspection.ts';
import { FiniteOrNamed, Iteration, SettingsDiff } from './recordedParts.ts';

/** Raised whenever a reader of the old version would misread the new file. */
export const RECORDED_RUN_VERSION = 2;
/** Versions that are read: 1 had other names for some metrics, see oldMetrics.ts. */
const READ_VERSIONS = [1, RECORDED_RUN_VERSION] as const;

export interface RecordedRun {
  readonly format: 'nudge-recorded-run';
  readonly version: typeof RECORDED_RUN_VERSION;
  readonly model: string;
  /** Adapter the run was made on, in words. */
  readonly adapter: string;
  /** Matrix product variant it was computed with; older files do not say. */
  readonly kernels?: string;
  /** Settings that differ from the defaults. */
  readonly settings: Partial<Settings>;
  /** Who ranked. */
  readonly labeler: Rater;
  readonly baseUtility: BaseUtility | null;
  /** The reward model that it began with, where that was trained before and brought in. */
  readonly reward?: { readonly name: string; readonly sha256: string };
  readonly prompts: { readonly train: readonly string[]; readonly heldOut: readonly string[] };
  /** The whole preference log. */
  readonly rankings: readonly PreferenceEvent[];
  readonly history: readonly MetricsRow[];
  /** After each fit. */
  readonly agreement: readonly MeasuredAgreement[];
  /** What was changed of its settings on the way; left out where nothing was. `settings` are those it ended with. */
  readonly changes?: readonly SettingsChange[];
  readonly samples: readonly RunSamples[];
  /** At a few iterations. */
  readonly comparisons: readonly Comparison[];
  /** Iterations token by token, those that somebody looked into or asked for; left out where there are none. */
  readonly inspections?: readonly Inspection[];
}

const RaterName = v.picklist(RATER_IDS);

const Spread = v.object({ mean: FiniteOrNamed, sd: FiniteOrNamed });
const BaseUtilitySchema = v.object({
  shorter: Spread,
  warmer: Spread,
  question: Spread,
  family: Spread,
  facts: Spread,
  length: v.optional(Spread),
  keyword: v.optional(Spread),
  pattern: v.optional(Spread),
  classifier: v.optional(Spread),
});

const AgreementEntry = v.object({
  rankings: Iteration,
  pairs: Iteration,
  accuracy: FiniteOrNamed,
  interval: v.optional(v.tuple([v.number(), v.number()])),
  kendallTau: FiniteOrNamed,
});

const MetricsEntry = v.pipe(
  v.object({
    iteration: Iteration,
    values: v.record(v.picklist([...METRIC_NAMES, ...UTILITY_NAMES, ...OLD_METRIC_NAMES]), FiniteOrNamed),
  }),
  v.transform((row): MetricsRow => currentRow(row as MetricsRow)),
);

const Setting = v.union([v.number(), v.boolean(), v.string()]);
const Change = v.object({
  iteration: Iteration,
  changed: v.array(v.object({ name: v.string(), from: Setting, to: Setting })),
});

const Sample = v.object({
  prompt: v.string(),
  text: v.string(),
  score: FiniteOrNamed,
  kl: FiniteOrNamed,
  spread: v.optional(FiniteOrNamed),
});

const Scored = v.object({
  text: v.string(),
  tokens: v.array(v.object({ text: v.string(), logp: FiniteOrNamed, logpRef: FiniteOrNamed })),
  score: v.nullable(FiniteOrNamed),
});

const RecordedRunSchema: v.GenericSchema<unknown, RecordedRun> = v.object({
  format: v.literal('nudge-recorded-run'),
  version: v.pipe(
    v.picklist(READ_VERSIONS),
    v.transform((): typeof RECORDED_RUN_VERSION => RECORDED_RUN_VERSION),
  ),
  model: v.pipe(v.string(), v.nonEmpty()),
  adapter: v.string(),
  kernels: v.optional(v.string()),
  settings: SettingsDiff,
  labeler: RaterName,
  baseUtility: v.nullable(BaseUtilitySchema),
  reward: v.optional(v.object({ name: v.string(), sha256: v.string() })),
  prompts: v.object({ train: v.array(v.string()), heldOut: v.array(v.string()) }),
  rankings: v.array(PreferenceEventSchema),
  history: v.array(MetricsEntry),
  agreement: v.array(v.object({ iteration: Iteration, heldOut: AgreementEntry, trained: AgreementEntry })),
  changes: v.optional(v.array(Change)),
  samples: v.array(v.object({ iteration: Iteration, samples: v.array(Sample) })),
  comparisons: v.array(v.object({ prompt: v.string(), base: Scored, current: Scored, iteration: Iteration })),
  inspections: v.optional(v.array(RecordedInspection)),
});

/** `json`: not JSON, or cut off; `format`: another kind of file; `version`: another version; `schema`: damaged. */
export type RecordedRunErrorCode = 'json' | 'format' | 'version' | 'schema';

export class RecordedRunError extends Error {
  readonly code: RecordedRunErrorCode;
  /** Where in the file, as in "history.3.iteration", or null. */
  readonly path: string | null;

  constructor(code: RecordedRunErrorCode, message: string, path: string | null = null) {
    super(message);
    this.name = 'RecordedRunError';
    this.code = code;
    this.path = path;
  }
}

/**
 * Reads a recorded run.
 * @throws {RecordedRunError}
 */
export function readRecordedRun(text: string): RecordedRun {
  return recordedRunOf(jsonOf(text));
}

/** @throws {RecordedRunError} */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RecordedRunError('json', 'The recorded run is not JSON, or was cut off.');
  }
}

/**
 * The recorded run that a file's JSON is.
 * @throws {RecordedRunError}
 */
export function recordedRunOf(json: unknown): RecordedRun {
  const head = v.safeParse(v.object({ format: v.literal('nudge-recorded-run'), version: v.number() }), json);
  if (!head.success) throw new RecordedRunError('format', 'This file is no recorded run.');
  if (!READ_VERSIONS.some((version) => version === head.output.version)) {
    throw new RecordedRunError(
      'version',
      `The recorded run has version ${head.output.version}; this reads versions ${READ_VERSIONS.join(' and ')}.`,
    );
  }
  const parsed = v.safeParse(RecordedRunSchema, json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const path = v.getDotPath(issue);
  const message = shortened(`The recorded run is damaged at ${path}: ${issue.message}`);
  throw new RecordedRunError('schema', message, path);
}

/** The file of a recorded run; numbers in full, so that reading gives the same run back. */
export function writeRecordedRun(run: RecordedRun): string {
  return runJson(run);
}

/** JSON that has words for the numbers that JSON has not. */
export function runJson(run: object): string {
  const replacer = (_key: string, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
  return `${JSON.stringify(run, replacer)}\n`;
}
