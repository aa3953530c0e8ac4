/**
 * Thirty files to the people they are of: whose is whose, what is of one person, what cannot be read.
 *
 * Knows: every form in which the page lets rankings out (rankings, pairs, labels, what is handed in, runs, a class's own merged
 * file). Nothing that can be read is lost with what cannot. Must not know: where files come from, zips, links.
 */
import type { PreferenceEvent } from '../event.ts';
import { importPreferences } from '../file.ts';
import { feedbackRow } from '../feedbackRows.ts';
import { linesOf, type PreferenceImportError } from '../importRows.ts';
import { isJudgement } from '../log.ts';
import { storedLog } from '../storedLog.ts';
import { parsePythonJson } from '../../files/pythonJson.ts';
import { nameOfFile } from './fileName.ts';
import { readHandIn, tidyName, type HandedIn } from './handIn.ts';
import type { ClassRater } from './rater.ts';
import { readShort, type AssignedSets } from './shortHandIn.ts';

export interface ClassFile {
  /** With the folders it lay in. */
  readonly path: string;
  readonly text: string;
}

/** What is wrong with a file, and what was kept of it. */
export interface FileProblem {
  readonly path: string;
  /** `torn`: its end is missing. `invalid`: lines of it. `foreign`: nothing of it is ours. `assignment`: it is needed to read it. */
  readonly kind: 'torn' | 'invalid' | 'foreign' | 'assignment';
  readonly line: number;
  readonly reason: string;
  /** Lines that were read all the same. */
  readonly kept: number;
}

export interface Gathered {
  readonly raters: readonly ClassRater[];
  readonly problems: readonly FileProblem[];
}

/** What one file says of one person. */
interface Part {
  readonly path: string;
  /** Its path, made unique: many have the same. */
  readonly id: string;
  readonly name: string;
  readonly head: HandedIn | null;
  readonly events: readonly PreferenceEvent[];
  /** Whether answers stand in the order they were shown in. */
  readonly ordered: boolean;
}

/**
 * Everybody these files are of, in the order first met. One person's are: files with the same student's id, with the same name, or,
 * where one of them has no name, files that share half of the rankings of the smaller.
 * @param assignments those at hand, for what was handed in short
 * @param now milliseconds since the epoch, for rows that tell no time
 */
export function gather(
  files: readonly ClassFile[],
  assignments: readonly AssignedSets[] = [],
  now: number = Date.now(),
): Gathered {
  const problems: FileProblem[] = [];
  const paths = new Map<string, number>();
  const parts = files.flatMap((file) => {
    const before = paths.get(file.path) ?? 0;
    paths.set(file.path, before + 1);
    return partsOf(file, assignments, now, problems).map((part) => ({
      ...part,
      id: `${part.path}#${before}`,
    }));
  });
  // Rankings before pairs: what stands in both is kept as it was shown.
  const people: Part[][] = [];
  for (const part of parts.toSorted((one, other) => Number(other.ordered) - Number(one.ordered))) {
    const person = people.find((known) => known.some((one) => areOne(one, part)));
    if (person) person.push(part);
    else people.push([part]);
  }
  const first = (person: Part[]) => Math.min(...person.map((part) => parts.indexOf(part)));
  return {
    raters: people.toSorted((one, other) => first(one) - first(other)).map(raterOf),
    problems,
  };
}

function areOne(one: Part, other: Part): boolean {
  if (one.head && other.head && one.head.student === other.head.student) return true;
  const [a, b] = [nameKey(one), nameKey(other)];
  if (a !== '' && b !== '') return a === b;
  const [ids, others] = [idsOf(one), idsOf(other)];
  const shared = [...ids].filter((id) => others.has(id)).length;
  return shared > 0 && shared * 2 >= Math.min(ids.size, others.size);
}

/** The same name, whoever typed it. */
function nameKey({ name }: Part): string {
  return name.normalize('NFKC').toLowerCase();
}

/** Of what people gave: simulated raters, and rows without an id, name theirs by what they say, and many have the same. */
function idsOf({ events }: Part): ReadonlySet<string> {
  return new Set(
    events
      .filter((event) => isJudgement(event) && event.rater === 'person' && !event.id.startsWith('feedback-'))
      .map(({ id }) => id),
  );
}

function raterOf(parts: readonly Part[]): ClassRater {
  const events = new Map<string, PreferenceEvent>();
  const unordered = new Set<string>();
  for (const part of parts)
    for (const event of part.events) {
      // Labels tell less of the same rankings.
      const label = event.id.startsWith('feedback-') && parts[0].ordered;
      if (events.has(event.id) || (label && !part.ordered)) continue;
      events.set(event.id, event);
      if (!part.ordered) unordered.add(event.id);
    }
  const latest = parts.toSorted((one, other) => (other.head?.at ?? 0) - (one.head?.at ?? 0));
  const { done, tasks } = latest[0].head ?? {};
  return {
    key: parts.find(({ head }) => head)?.head?.student ?? `${parts[0].id} ${parts[0].name}`,
    // As typed before as a file is called.
    name: (latest.find(({ head }) => head?.name) ?? latest.find(({ name }) => name !== ''))?.name ?? '',
    files: [...new Set(parts.map(({ path }) => path))],
    events: [...events.values()],
    unordered,
    tasks: done !== undefined && tasks !== undefined ? { done, of: tasks } : null,
  };
}

function partsOf(
  { path, text }: ClassFile,
  assignments: readonly AssignedSets[],
  now: number,
  problems: FileProblem[],
): Omit<Part, 'id'>[] {
  const complain = (kind: FileProblem['kind'], reason: string, line = 1, kept = 0) =>
    problems.push({ path, kind, line, reason, kept });
  const tell = (error: PreferenceImportError | null) => {
    const [problem] = error?.problems ?? [];
    if (error) complain(error.code, problem.reason, problem.line, error.kept);
  };
  const short = text.trimStart().startsWith('{') ? readShort(text, assignments) : null;
  if (short) {
    const { head, events, rows } = short;
    if (events === null) complain('assignment', short.assignment);
    else if (events.length < rows) complain('invalid', 'a ranking names no set', 1, events.length);
    return [{ path, name: head.name, head, events: events ?? [], ordered: true }];
  }
  const handed = readHandIn(text);
  if (typeof handed === 'string') complain('invalid', handed);
  else if (handed) {
    tell(handed.error);
    const { head, events } = handed;
    return [{ path, name: head.name || nameOfFile(path), head, events, ordered: true }];
  }
  const named = { path, name: nameOfFile(path), head: null };
  const run = rankingsOfRun(text);
  if (run) return [{ ...named, events: run, ordered: true }];
  const { added, error } = importPreferences([], typeof handed === 'string' ? withoutFirst(text) : text, now);
  tell(error);
  if (added.length === 0) return [];
  const owners = [...new Set(added.flatMap((event) => (isJudgement(event) ? (event.by ?? '') : [])))];
  const ordered = !isFeedback(text);
  if (owners.every((owner) => owner === '')) return [{ ...named, events: added, ordered }];
  // A class's merged file: everybody's own part again.
  return owners.map((owner) => ({
    ...named,
    name: owner === '' ? named.name : tidyName(owner),
    events: added.filter((event) => isJudgement(event) && (event.by ?? '') === owner),
    ordered,
  }));
}

function withoutFirst(text: string): string {
  return text.slice(text.indexOf('\n'));
}

/** Pairs or labels, which tell an order and not how it was shown. */
function isFeedback(text: string): boolean {
  return linesOf(text).some(({ content }) => {
    try {
      return feedbackRow(parsePythonJson(content)) !== null;
    } catch {
      return false;
    }
  });
}

/** The rankings that a run has learned from, where the text is one's record; null where it is none. */
function rankingsOfRun(text: string): readonly PreferenceEvent[] | null {
  if (!/^\s*\{/.test(text) || !/"nudge-(?:recorded-)?run"/.test(text.slice(0, 2000))) return null;
  try {
    const { rankings } = JSON.parse(text) as { readonly rankings?: unknown };
    return Array.isArray(rankings) ? storedLog(rankings) : null;
  } catch {
    return null;
  }
}
