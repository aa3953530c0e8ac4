/**
 * Reads a rankings file (see preferenceExport.ts) back into a log.
 *
 * Knows: that a file may be torn or foreign. Every line that can be read is kept, every one that cannot is
 * named, and what the log already holds is never dropped or changed. Must not know: where files come from.
 */
import * as v from 'valibot';
import { RATER_IDS } from './labelers/labeler.ts';
import type { PreferenceEvent } from './preference.ts';
import { checkTiers, isMistake } from './preferenceLog.ts';

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
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((content, index) => ({ content, line: index + 1 }))
    .filter(({ content }) => content.trim() !== '');
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
    } else if (sameEvent(mine, result)) {
      known++;
    } else {
      problems.push({ line, reason: `event ${result.id} is already here with another content` });
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

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Text = v.string();
const Id = v.pipe(v.string(), v.nonEmpty('an id is empty'));
const Time = v.pipe(v.number(), v.finite(), v.minValue(0));

const JudgementLine = v.pipe(
  v.object({
    type: v.picklist(['ranking', 'skip', 'unusable']),
    id: Id,
    prompt: v.pipe(Text, v.nonEmpty('the prompt is empty')),
    responses: v.pipe(v.array(Text), v.nonEmpty('there are no responses')),
    // Dense or competition ranks: only their order is read.
    ranks: v.array(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1)))),
    iterations: v.array(Count),
    tokens: v.array(v.array(Count)),
    finished: v.array(v.boolean()),
    rater: v.picklist(RATER_IDS),
    lead_time: Time,
    at: v.pipe(v.number(), v.finite()),
  }),
  v.check(
    ({ responses, ranks, iterations, tokens, finished }) =>
      [ranks, iterations, tokens, finished].every((list) => list.length === responses.length),
    'responses, ranks, iterations, tokens and finished differ in length',
  ),
);

const UndoLine = v.object({
  type: v.picklist(['undo', 'redo']),
  id: Id,
  target: Id,
  at: v.pipe(v.number(), v.finite()),
});

const Line = v.variant('type', [JudgementLine, UndoLine]);

/** The event of a line, or why there is none. */
function readLine(content: string): PreferenceEvent | string {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    return 'it is not JSON';
  }
  const parsed = v.safeParse(Line, json);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const path = v.getDotPath(issue);
    return path === null ? issue.message : `${path}: ${issue.message}`;
  }
  const row = parsed.output;
  if ('target' in row) return row;
  const { id, at, prompt, rater, responses, tokens, finished, iterations } = row;
  const answers = responses.map((text, index) => ({
    text,
    tokens: tokens[index],
    finished: finished[index],
    iteration: iterations[index],
  }));
  const judgement = { id, at, prompt, answers, rater, leadTime: Math.round(row.lead_time * 1000) };
  if (row.type !== 'ranking') return { ...judgement, type: row.type };
  const tiers = tiersOf(row.ranks);
  const problem = checkTiers(tiers, answers.length);
  if (problem !== null && isMistake(problem)) return `the ranks are malformed: ${problem}`;
  return { ...judgement, type: 'ranking', tiers };
}

/** Tiers of aligned ranks, best first. */
function tiersOf(ranks: readonly (number | null)[]): number[][] {
  const distinct = [...new Set(ranks.filter((rank) => rank !== null))].toSorted((a, b) => a - b);
  return distinct.map((rank) => ranks.flatMap((other, index) => (other === rank ? [index] : [])));
}

function isJson(content: string): boolean {
  try {
    JSON.parse(content);
    return true;
  } catch {
    return false;
  }
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
