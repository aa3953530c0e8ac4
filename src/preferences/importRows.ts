/**
 * Reads a rankings file (see preferenceExport.ts) back into a log.
 *
 * Knows: that a file may be torn or foreign. Every line that can be read is kept, every one that cannot is
 * named, and what the log already holds is never dropped or changed. Must not know: where files come from.
 */
import { shortened } from '../files/shortened.ts';
import type { PreferenceEvent } from './event.ts';
import { isJudgement } from './log.ts';
import { eventOfRow } from './row.ts';
import { parsePythonJson } from '../files/pythonJson.ts';

/** A line that was not read, counted from 1. */
export interface ImportProblem {
  readonly line: number;
  readonly reason: string;
}

/**
 * `foreign`: no line is ours; `torn`: only the last line is broken, as when a download stopped;
 * `invalid`: lines in between are.
 */
export type ImportErrorCode = 'foreign' | 'torn' | 'invalid';

/** What went wrong with a file, in words; the log of {@link ImportResult} holds what was kept. */
export class PreferenceImportError extends Error {
  readonly code: ImportErrorCode;
  readonly problems: readonly ImportProblem[];
  /** Lines read. */
  readonly kept: number;

  constructor(code: ImportErrorCode, problems: readonly ImportProblem[], kept: number) {
    const [{ line, reason }] = problems;
    const others = problems.length > 1 ? ` So are ${problems.length - 1} more.` : '';
    const rest = kept === 0 ? 'Nothing was taken over.' : `The ${kept} other lines were read.`;
    super(`Line ${line} cannot be read: ${reason}.${others} ${rest}`);
    this.name = 'PreferenceImportError';
    this.code = code;
    this.problems = problems;
    this.kept = kept;
  }
}

export interface ImportResult {
  /** The old log, unchanged, followed by the new events of the file in the file's order. */
  readonly events: readonly PreferenceEvent[];
  /** The new events alone. */
  readonly added: readonly PreferenceEvent[];
  /** Events of the file that the log already had. */
  readonly known: number;
  /** null when every line was read. */
  readonly error: PreferenceImportError | null;
}

/**
 * Merges a rankings file into a log by event id. A line whose id the log already has with another content is a
 * problem, and the log's own version stays.
 */
export function importRankings(events: readonly PreferenceEvent[], text: string): ImportResult {
  const byId = new Map(events.map((event) => [event.id, event]));
  const added: PreferenceEvent[] = [];
  const problems: ImportProblem[] = [];
  let known = 0;
  const lines = linesOf(text);
  for (const { content, line } of lines) {
    const result = readLine(content);
    if (typeof result === 'string') {
      problems.push({ line, reason: result });
      continue;
    }
    const mine = byId.get(result.id);
    if (mine === undefined) {
      byId.set(result.id, result);
      added.push(result);
    } else if (sameEvent(inFile(mine), result) || sameJudgement(mine, result)) {
      known++;
    } else {
      problems.push({
        line,
        reason: `event ${shortened(result.id, 80)} is already here with another content`,
      });
    }
  }
  if (lines.length === 0) problems.push({ line: 1, reason: 'the file is empty' });
  const kept = added.length + known;
  const last = lines.at(-1)?.line;
  let code: ImportErrorCode = 'invalid';
  if (kept === 0) code = 'foreign';
  else if (problems.length === 1 && problems[0].line === last && !isJson(lines.at(-1)?.content ?? ''))
    code = 'torn';
  return {
    events: [...events, ...added],
    added,
    known,
    error: problems.length === 0 ? null : new PreferenceImportError(code, problems, kept),
  };
}

/** A line of a JSONL file that is not blank, counted from 1. */
export interface Line {
  readonly content: string;
  readonly line: number;
}

/** The lines of a text; those of one JSON list, as some tools write a table, are its members. */
export function linesOf(text: string): readonly Line[] {
  const content = text.replace(/^\uFEFF/, '');
  return (
    membersOf(content) ??
    content
      .split(/\r?\n/)
      .map((line, index) => ({ content: line, line: index + 1 }))
      .filter((line) => line.content.trim() !== '')
  );
}

function membersOf(text: string): readonly Line[] | null {
  if (!/^\s*\[\s*\{/.test(text)) return null;
  try {
    const rows = parsePythonJson(text);
    if (!Array.isArray(rows)) return null;
    return rows.map((row, index) => ({ content: JSON.stringify(row), line: index + 1 }));
  } catch {
    return null;
  }
}

/** The event of a line, or why there is none. */
function readLine(content: string): PreferenceEvent | string {
  let json: unknown;
  try {
    json = parsePythonJson(content);
  } catch {
    return 'it is not JSON';
  }
  return eventOfRow(json);
}

function isJson(content: string): boolean {
  try {
    parsePythonJson(content);
    return true;
  } catch {
    return false;
  }
}

/** The event as a file of it would be read: clocks that were set back left durations that no file has. */
function inFile(event: PreferenceEvent): PreferenceEvent {
  return isJudgement(event) ? { ...event, leadTime: Math.max(0, Math.round(event.leadTime)) } : event;
}

/**
 * Whether two are one judgement of the same answers: a bundle has the prompt as the model read it, with what follows a
 * prompt, and the answers' texts with the space before them.
 */
function sameJudgement(a: PreferenceEvent, b: PreferenceEvent): boolean {
  if (!isJudgement(a) || !isJudgement(b) || a.prompt.trim() !== b.prompt.trim()) return false;
  const given = (event: typeof a) => ({
    type: event.type,
    rater: event.rater,
    tiers: 'tiers' in event ? event.tiers : null,
    answers: event.answers.map(({ text, tokens }) => (tokens.length > 0 ? tokens : text.trim())),
  });
  return sameEvent(given(a), given(b));
}

// Both sides are plain JSON; the order of keys depends on who made the object.
function sameEvent(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length || Array.isArray(a) !== Array.isArray(b)) return false;
  return keys.every((key) =>
    sameEvent((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
  );
}
