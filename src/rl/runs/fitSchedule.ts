/**
 * When a run learned from which rankings, read from its record, so that it can be trained again. Knows the fields of a
 * record. Pure.
 */
import type { PreferenceEvent } from '../../preferences/event.ts';
import { settingsOf, type RunRecord } from './record.ts';
import type { Settings } from '../algorithms/settings.ts';

/** A fit of the reward model. */
export interface Fitted {
  /** The last iteration finished before it. */
  readonly iteration: number;
  /** Events of the log that it knew: its first so many. */
  readonly events: number;
}

type Ranked = Pick<RunRecord, 'rankings' | 'agreement'>;

/**
 * What each fit knew. Null where the record does not tell: a judgement was taken back, or rankings are missing, so that no
 * beginning of the log is what a fit learned from.
 */
export function fitSchedule({ rankings, agreement }: Ranked): readonly Fitted[] | null {
  if (rankings.some(({ type }) => type === 'undo' || type === 'redo')) return null;
  const fits: Fitted[] = [];
  for (const { iteration, heldOut, trained } of agreement) {
    const events = lengthWith(rankings, heldOut.rankings + trained.rankings);
    if (events === null) return null;
    fits.push({ iteration, events });
  }
  // What came behind the last fit was not learned from, and need not be known.
  return fits;
}

/** The shortest beginning with so many rankings that order anything; agreement counts no others. */
function lengthWith(rankings: readonly PreferenceEvent[], count: number): number | null {
  let left = count;
  for (const [at, event] of rankings.entries()) {
    if (left === 0) return at;
    if (event.type === 'ranking' && event.tiers.length > 1) left--;
  }
  return left === 0 ? rankings.length : null;
}

/** The settings that a run began with: a record has those that it ended with, and what was changed on the way. */
export function settingsAtStart(run: Pick<RunRecord, 'settings' | 'labeler' | 'changes'>): Settings {
  let settings: Settings = settingsOf(run);
  for (const { changed } of run.changes?.toReversed() ?? [])
    for (const { name, from } of changed.toReversed()) settings = { ...settings, [name]: from };
  return settings;
}

/** Settings after what was changed behind an iteration. */
export function changedAfter(settings: Settings, changes: RunRecord['changes'], iteration: number): Settings {
  const changed = changes?.filter((change) => change.iteration === iteration) ?? [];
  return changed
    .flatMap((change) => change.changed)
    .reduce<Settings>((all, { name, to }) => ({ ...all, [name]: to }), settings);
}
