/**
 * What a student hands in: one line that says whose it is, and the rankings file behind it.
 *
 * Knows: the format, and that a file may be torn. Must not know: where it goes, or links (shortHandIn.ts has their form).
 */
import * as v from 'valibot';
import { parsePythonJson } from '../../files/pythonJson.ts';
import { shortened } from '../../files/shortened.ts';
import type { PreferenceEvent } from '../event.ts';
import { exportRankings } from '../exportRows.ts';
import { importRankings, type PreferenceImportError } from '../importRows.ts';

/** Raised whenever a reader of the old version would misread the new file. */
export const HAND_IN_VERSION = 1;

const FORMAT = 'nudge-hand-in';

/** Most characters of a name. */
export const LONGEST_PERSON = 60;

export const HandInHead = v.object({
  format: v.literal(FORMAT),
  version: v.literal(HAND_IN_VERSION),
  /** As typed; may be empty. */
  name: v.pipe(
    v.string(),
    v.transform((name) => tidyName(name)),
  ),
  /** Random, of this browser: two files with the same one are one person's. */
  student: v.pipe(v.string(), v.nonEmpty(), v.maxLength(64)),
  assignment: v.nullish(v.pipe(v.string(), v.maxLength(64))),
  /** How many of its tasks the page found done. */
  done: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  tasks: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  /** Milliseconds since the epoch. */
  at: v.number(),
});

export type HandInHead = v.InferOutput<typeof HandInHead>;

/** Who hands in what, without what every such file has. */
export type HandedIn = Omit<HandInHead, 'format' | 'version'>;

/** The file: its head, and the log behind it as every rankings file has it. */
export function writeHandIn(head: HandedIn, events: readonly PreferenceEvent[]): string {
  return `${JSON.stringify({ format: FORMAT, version: HAND_IN_VERSION, ...head })}\n${exportRankings(events)}`;
}

export interface ReadHandIn {
  readonly head: HandInHead;
  readonly events: readonly PreferenceEvent[];
  /** What could not be read of the rankings; its lines count from the file's first. */
  readonly error: PreferenceImportError | null;
}

/** null for a text that is no such file, its first line torn included; a string says what is wrong with the head of one. */
export function readHandIn(text: string): ReadHandIn | string | null {
  const content = text.replace(/^\uFEFF/, '');
  const end = content.indexOf('\n');
  const first = end < 0 ? content : content.slice(0, end);
  if (!first.includes(`"${FORMAT}"`)) return null;
  const head = v.safeParse(HandInHead, jsonOf(first));
  if (!head.success)
    return shortened(`Its first line: ${v.getDotPath(head.issues[0]) ?? ''} ${head.issues[0].message}`);
  const rest = end < 0 ? '' : content.slice(end);
  // The head's own line stays, empty, so that lines are counted as an editor counts them.
  const { added, error } = importRankings([], rest);
  const nothing = rest.trim() === '';
  return { head: head.output, events: added, error: nothing ? null : error };
}

/** A name as it is shown: one line, no more than there is room for. */
export function tidyName(name: string): string {
  const line = name.normalize('NFC').replace(/\s+/g, ' ').trim();
  return Array.from(line).slice(0, LONGEST_PERSON).join('');
}

function jsonOf(line: string): unknown {
  try {
    return parsePythonJson(line);
  } catch {
    return null;
  }
}
