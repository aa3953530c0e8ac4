/**
 * A person's rankings out of a file, on their way into a headless run: what the page exports, or pairs and labels of other tools.
 * Knows files; what a run makes of answers that its model did not write is the run's (foreignAnswers.ts).
 */
import { readFile } from 'node:fs/promises';
import { Sha256 } from '../files/bytes/sha256.ts';
import { activeRankings } from '../preferences/log.ts';
import type { PreferenceEvent } from '../preferences/event.ts';
import { importPreferences } from '../preferences/files.ts';
import { OptionsError } from './optionsError.ts';

export interface RankingsInFile {
  readonly events: readonly PreferenceEvent[];
  /** Of the events, by which they are known again. */
  readonly sha256: string;
  /** What could not be read, in words; null where all was. */
  readonly left: string | null;
}

/**
 * Rows that can be read count, those that cannot are told.
 * @throws OptionsError naming the file, where nothing in it orders answers
 */
export async function rankingsIn(file: string): Promise<RankingsInFile> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OptionsError(`--rankings-file ${file} cannot be read. ${reason}`, { cause });
  }
  // Rows that tell no time get the same one always: the same file makes the same run.
  const { events, error } = importPreferences([], text, 0);
  if (activeRankings(events).length === 0)
    throw new OptionsError(
      `--rankings-file ${file} has no ranking. ${error?.message ?? 'Nothing in it orders answers.'} It takes rankings.jsonl as the page exports it, or pairs with prompt, chosen and rejected.`,
    );
  const sha256 = new Sha256().update(new TextEncoder().encode(JSON.stringify(events))).hex();
  return { events, sha256, left: error && `${file}: ${error.message}` };
}
