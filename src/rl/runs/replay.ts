/**
 * Trains a run again from its receipt, and says whether the same came of it. Knows the run and the receipt; knows no model,
 * no page and no file.
 */
import { settingsOf } from './record.ts';
import type { Settings } from '../algorithms/settings.ts';
import type { MetricsRow } from '../algorithms/metrics.ts';
import type { PreferenceEvent } from '../../preferences/event.ts';
import { judgedPrompts } from '../labelersFor.ts';
import { changedAfter } from './fitSchedule.ts';
import { digest, rowDigest, type Receipt, type Seal } from './receipt.ts';

/** What is needed of a run at its beginning, with the settings of {@link startOf}. */
export interface Replayed {
  readonly iteration: number;
  readonly settings: Settings;
  readonly nextStage: string;
  stage(): Promise<MetricsRow | null>;
  configure(settings: Settings): void;
  addPreferences(events: readonly PreferenceEvent[]): void;
}

export interface ReplayHooks {
  /** Called after each iteration that was the same. */
  readonly onSame?: (iteration: number) => void;
  readonly signal?: AbortSignal;
  /** Tells of the weights at the end; left out where they are not compared. */
  readonly seal?: () => Promise<Seal>;
}

/** What came of it. */
export interface Verdict {
  /** Iterations that were the same to the bit, from the first on. */
  readonly same: number;
  readonly of: number;
  /** The iteration that was another, where there was one; what would come behind it was not trained. */
  readonly differs: number | null;
  /** Whether the weights at the end are the same; null where they were not compared. */
  readonly weights: boolean | null;
  /** What is not as the receipt says, and may be why. */
  readonly otherwise: readonly ('base' | 'kernels')[];
}

/** The settings that the run of a receipt begins with. */
export function startOf({ settings, labeler }: Receipt): Settings {
  return settingsOf({ settings, labeler });
}

/** Of a model's prompts, those that the run of a receipt was trained on. */
export function promptsOf({ by, labeler }: Receipt, prompts: readonly string[]): readonly string[] {
  return by === 'command' && labeler !== 'person' && labeler !== 'classifier'
    ? judgedPrompts(labeler, prompts)
    : prompts;
}

/**
 * Trains it again, up to the first iteration that differs.
 * @throws what the run throws; the signal's reason when aborted
 */
export async function replay(
  run: Replayed,
  receipt: Receipt,
  { onSame, signal, seal }: ReplayHooks = {},
): Promise<Verdict> {
  const { rows, fits, rankings, changes } = receipt;
  const digests: string[] = [];
  const waiting = [...fits];
  let known = 0;
  const told = async (differs: number | null): Promise<Verdict> => {
    const sealed = (await seal?.()) ?? null;
    const other = sealed ? notAsTold(receipt, sealed) : [];
    const compared = differs === null && sealed !== null && receipt.policy !== undefined;
    const weights = compared ? sealed.policy === receipt.policy : null;
    return {
      same: differs === null ? rows.length : differs - 1,
      of: rows.length,
      differs,
      weights,
      otherwise: other,
    };
  };
  while (run.iteration < rows.length) {
    signal?.throwIfAborted();
    const { iteration } = run;
    const settings = changedAfter(run.settings, changes, iteration);
    if (settings !== run.settings) run.configure(settings);
    while (waiting[0]?.iteration === iteration) {
      const { events } = waiting.shift()!;
      run.addPreferences(rankings.slice(known, events));
      known = Math.max(known, events);
      if (run.nextStage === 'fit') await run.stage();
    }
    let row: MetricsRow | null = null;
    while (!row) {
      signal?.throwIfAborted();
      row = await run.stage();
    }
    digests.push(await rowDigest(row));
    if (digests.at(-1) !== rows[row.iteration - 1]) return told(row.iteration);
    onSame?.(row.iteration);
  }
  // A digest of digests: that of a receipt somebody has written by hand need not fit them.
  return told((await digest(digests.join(''))) === receipt.metrics ? null : rows.length);
}

function notAsTold(receipt: Receipt, sealed: Seal): readonly ('base' | 'kernels')[] {
  const { base, families } = receipt;
  const kernels = families && Object.entries(families).some(([name, one]) => sealed.families[name] !== one);
  return [
    ...(base !== undefined && base !== sealed.base ? (['base'] as const) : []),
    ...(kernels ? (['kernels'] as const) : []),
  ];
}
