/**
 * A run as a record: what it is called, how it was made, and what came of it. The run that trains now, those of earlier
 * visits, the one that ships with the page and files that somebody brings are all this.
 *
 * Knows: the fields. Must not know: the file's format (recordFile.ts), where records are kept, or how they are drawn.
 * Pure.
 */
import { defaultSettings, ONCE_USUAL, type Settings } from '../algorithms/settings.ts';
import type { RecordedRun } from './recordedRun.ts';

/** The version of this program, as package.json has it (a test compares them): what leaves it names who made it. */
export const APP_VERSION = '0.1.0';

export interface RunRecord extends Omit<RecordedRun, 'format' | 'version'> {
  readonly id: string;
  /** One that people can say; they may change it. */
  readonly name: string;
  /** Milliseconds since the epoch; 0 where a file does not say. */
  readonly created: number;
  /** The method that trained it. */
  readonly algorithm: string;
  readonly seed: number;
  /** Its model's name in an address, where that is not {@link RecordedRun.model}. */
  readonly address?: string;
}

/**
 * All settings of a run, those that are at their default too. Runs from before there were several methods do not say which, and
 * one that was kept before a default changed means the former.
 */
export function settingsOf({ settings, labeler }: Pick<RunRecord, 'settings' | 'labeler'>): Settings {
  return { ...defaultSettings(false, settings.algorithm), ...ONCE_USUAL, ...settings, rater: labeler };
}
