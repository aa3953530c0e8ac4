/**
 * A receipt of a run: a small file from which the run is trained again, with digests of what came of it, so that it can be
 * said whether the same came of it, to the bit, or where it first differs. It holds no number that the run told; what it
 * holds is what the run was made of.
 *
 * Knows: the file's schema and how a row is digested. Must not know: who trains the run again (replay.ts does).
 */
import * as v from 'valibot';
import { sha256 } from '../../files/saves/manifest.ts';
import { shortened } from '../../files/shortened.ts';
import type { PreferenceEvent } from '../../preferences/event.ts';
import { PreferenceEventSchema } from '../../preferences/schema.ts';
import { RATER_IDS, type Rater } from '../../tastes/labeler.ts';
import type { MetricsRow } from '../algorithms/metrics.ts';
import { settingsDiff, type Settings } from '../algorithms/settings.ts';
import { fitSchedule, settingsAtStart, type Fitted } from './fitSchedule.ts';
import type { RecordedRun } from './recordedRun.ts';
import { SettingsDiff } from './recordedParts.ts';
import { jsonOf, RecordedRunError, runJson } from './recordedRun.ts';
import type { SettingsChange } from './settingChanges.ts';

/** Raised whenever a reader of the old version would misread the new file. */
export const RECEIPT_VERSION = 1;

const FORMAT = 'nudge-receipt';

/** What only who holds the weights can tell. */
export interface Seal {
  /** SHA-256 of the base model's weights as the run held them, and of the policy at the end. */
  readonly base: string;
  readonly policy: string;
  /** The variant of every family of kernels: each adds in an order of its own. */
  readonly families: Readonly<Record<string, string>>;
}

/** Who trained the run. */
export type Maker = 'page' | 'command';

export interface Receipt extends Partial<Seal> {
  readonly format: typeof FORMAT;
  readonly version: typeof RECEIPT_VERSION;
  /** Of the program that made the run. */
  readonly app: string;
  /** The command trains on those prompts only that its rater can judge. */
  readonly by: Maker;
  readonly model: string;
  readonly adapter: string;
  readonly kernels?: string;
  /** Those that it began with, where they differ from the defaults. */
  readonly settings: Partial<Settings>;
  readonly labeler: Rater;
  readonly reward?: RecordedRun['reward'];
  /** SHA-256 of the prompts that it trained on. */
  readonly prompts: string;
  readonly rankings: readonly PreferenceEvent[];
  readonly fits: readonly Fitted[];
  readonly changes?: readonly SettingsChange[];
  /** The first 16 hexadecimal digits of the SHA-256 of each iteration's numbers. */
  readonly rows: readonly string[];
  /** SHA-256 of the rows' digests, one after the other. */
  readonly metrics: string;
}

/** Why a run can have no receipt. */
export class NoReceiptError extends Error {
  override readonly name = 'NoReceiptError';
}

type Receivable = Omit<RecordedRun, 'format' | 'version'>;

/**
 * The receipt of a run.
 * @param made by which version of the program, and which of its ways
 * @param seal of who holds its weights; without one they are not compared
 * @throws NoReceiptError where its record does not say when it learned from what, or lacks iterations
 */
export async function receiptOf(
  run: Receivable,
  made: Pick<Receipt, 'app' | 'by'>,
  seal?: Seal,
): Promise<Receipt> {
  const fits = fitSchedule(run);
  if (!fits)
    throw new NoReceiptError(
      'This run took judgements back, or does not hold all of its rankings: it cannot be trained again from its record. The record itself can be saved as a file.',
    );
  if (run.history.some(({ iteration }, at) => iteration !== at + 1) || run.history.length === 0)
    throw new NoReceiptError(
      'This record does not hold every iteration from the first on, so there is nothing to compare with. The record itself can be saved as a file.',
    );
  const rows = await Promise.all(run.history.map(rowDigest));
  const { model, adapter, kernels, labeler, reward, rankings, changes } = run;
  return {
    format: FORMAT,
    version: RECEIPT_VERSION,
    ...made,
    model,
    adapter,
    ...(kernels !== undefined && { kernels }),
    settings: settingsDiff(settingsAtStart(run)),
    labeler,
    ...(reward && { reward }),
    prompts: await promptsDigest(run.prompts.train),
    rankings: rankings.slice(0, Math.max(0, ...fits.map(({ events }) => events))),
    fits,
    ...(changes && changes.length > 0 && { changes }),
    rows,
    metrics: await digest(rows.join('')),
    ...seal,
  };
}

/** The digest of an iteration's numbers: every name with its number in full, in the order of the names. */
export async function rowDigest({ iteration, values }: MetricsRow): Promise<string> {
  const named = Object.entries(values).filter(([, value]) => Number.isFinite(value));
  const text = JSON.stringify([iteration, ...named.sort(([one], [other]) => (one < other ? -1 : 1))]);
  return (await digest(text)).slice(0, 16);
}

export function promptsDigest(prompts: readonly string[]): Promise<string> {
  return digest(JSON.stringify(prompts));
}

/** SHA-256 of a text in UTF-8, in hexadecimal digits. */
export function digest(text: string): Promise<string> {
  return sha256(new TextEncoder().encode(text));
}

const Hex = v.pipe(v.string(), v.regex(/^[0-9a-f]{16,64}$/));
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Value = v.union([v.number(), v.boolean(), v.string()]);

const Schema: v.GenericSchema<unknown, Receipt> = v.object({
  format: v.literal(FORMAT),
  version: v.literal(RECEIPT_VERSION),
  app: v.string(),
  by: v.picklist(['page', 'command']),
  model: v.pipe(v.string(), v.nonEmpty()),
  adapter: v.string(),
  kernels: v.optional(v.string()),
  settings: SettingsDiff,
  labeler: v.picklist(RATER_IDS),
  reward: v.optional(v.object({ name: v.string(), sha256: v.string() })),
  prompts: Hex,
  rankings: v.array(PreferenceEventSchema),
  fits: v.array(v.object({ iteration: Count, events: Count })),
  changes: v.optional(
    v.array(
      v.object({
        iteration: Count,
        changed: v.array(v.object({ name: v.string(), from: Value, to: Value })),
      }),
    ),
  ),
  rows: v.pipe(v.array(Hex), v.minLength(1)),
  metrics: Hex,
  base: v.optional(Hex),
  policy: v.optional(Hex),
  families: v.optional(v.record(v.string(), v.string())),
});

/**
 * Reads a receipt.
 * @throws RecordedRunError where it is none, was cut off, or is damaged
 */
export function readReceipt(text: string): Receipt {
  const json = jsonOf(text);
  const head = v.safeParse(v.object({ format: v.literal(FORMAT), version: v.number() }), json);
  if (!head.success) throw new RecordedRunError('format', 'This file is no receipt of a run.');
  const { version } = head.output;
  if (version !== RECEIPT_VERSION)
    throw new RecordedRunError(
      'version',
      `The receipt has version ${version}; this reads version ${RECEIPT_VERSION}.`,
    );
  const parsed = v.safeParse(Schema, json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const path = v.getDotPath(issue);
  throw new RecordedRunError(
    'schema',
    shortened(`The receipt is damaged at ${path}: ${issue.message}`),
    path,
  );
}

/** The file of a receipt. */
export function writeReceipt(receipt: Receipt): string {
  return runJson(receipt);
}
