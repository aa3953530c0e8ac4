/**
 * An assignment as a file: the answers that everybody ranks, settings, and tasks that the page checks.
 *
 * Knows: the format, and in which order a student meets the sets. Must not know: what a page does with it.
 */
import * as v from 'valibot';
import { shortened } from '../../files/shortened.ts';
import { mulberry, shuffle } from '../chance.ts';
import { MAX_GROUP } from '../event.ts';
import { Chat, TOKEN_LIMIT } from '../row.ts';

/** Raised whenever a reader of the old version would misread the new file. */
export const ASSIGNMENT_VERSION = 1;

const FORMAT = 'nudge-assignment';

/** Most sets of answers, rankings and tasks of one assignment: more is a mistake. */
export const MOST_SETS = 200;

const Count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000));
/** A text in both languages of the page; where one is missing the other is shown. */
const Words = v.object({
  en: v.optional(v.pipe(v.string(), v.maxLength(4000)), ''),
  zh: v.optional(v.pipe(v.string(), v.maxLength(4000)), ''),
});

const Candidate = v.object({
  text: v.pipe(v.string(), v.nonEmpty()),
  tokens: v.array(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(TOKEN_LIMIT - 1))),
  finished: v.boolean(),
  iteration: v.pipe(v.number(), v.integer(), v.minValue(0)),
  exact: v.optional(v.string()),
});

const Task = v.variant('do', [
  /** Give so many rankings; of an assignment with sets, of these. */
  v.object({ do: v.literal('rank'), count: Count }),
  /** The reward model reaches this agreement with rankings that it did not learn from, 0 to 1. */
  v.object({ do: v.literal('agree'), reach: v.pipe(v.number(), v.minValue(0), v.maxValue(1)) }),
  /** Run so many iterations, one after the other with a KL below this where it is given. */
  v.object({ do: v.literal('train'), count: Count, klBelow: v.optional(v.pipe(v.number(), v.gtValue(0))) }),
  /** Open an experiment, by its id. */
  v.object({ do: v.literal('experiment'), id: v.pipe(v.string(), v.regex(/^[\w-]{1,40}$/)) }),
  /** Type the iteration at which a metric is highest or lowest. */
  v.object({
    do: v.literal('find'),
    metric: v.pipe(v.string(), v.regex(/^[\w/.-]{1,80}$/)),
    extreme: v.picklist(['highest', 'lowest']),
  }),
]);

const Assignment = v.object({
  format: v.literal(FORMAT),
  version: v.literal(ASSIGNMENT_VERSION),
  id: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)),
  title: Words,
  text: v.optional(Words, { en: '', zh: '' }),
  /** Settings, seed and model as a link has them, without the `#`. */
  settings: v.optional(v.pipe(v.string(), v.maxLength(2000)), ''),
  /** What everybody ranks. Without any the model writes, and everybody ranks what it writes for them. */
  sets: v.optional(
    v.pipe(
      v.array(
        v.object({
          prompt: v.string(),
          chat: v.optional(Chat),
          answers: v.pipe(v.array(Candidate), v.minLength(2), v.maxLength(MAX_GROUP)),
        }),
      ),
      v.maxLength(MOST_SETS),
    ),
    [],
  ),
  /** How many sets come a second time, among the others and in another order. */
  repeats: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST_SETS)), 0),
  tasks: v.optional(v.pipe(v.array(Task), v.maxLength(50)), []),
});

export type Assignment = v.InferOutput<typeof Assignment>;
export type Task = v.InferOutput<typeof Task>;
export type AssignedSet = Assignment['sets'][number];

/** Thrown for what is no assignment, in words. */
export class AssignmentError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AssignmentError';
  }
}

/** @throws {AssignmentError} what is wrong with it; nothing of it is taken then */
export function readAssignment(text: string): Assignment {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new AssignmentError(
      'The assignment is not whole: it is no JSON. Nothing was changed; get the file once more.',
    );
  }
  const newer = v.safeParse(
    v.object({ format: v.literal(FORMAT), version: v.pipe(v.number(), v.minValue(2)) }),
    json,
  );
  if (newer.success)
    throw new AssignmentError(
      'The assignment was written by a newer version of this page. Reload to get that.',
    );
  const parsed = v.safeParse(Assignment, json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new AssignmentError(
    shortened(
      `The assignment cannot be used: ${v.getDotPath(issue) ?? ''} ${issue.message}. Nothing was changed.`,
    ),
  );
}

/** An assignment's file. */
export function writeAssignment(assignment: Omit<Assignment, 'format' | 'version'>): string {
  return `${JSON.stringify({ format: FORMAT, version: ASSIGNMENT_VERSION, ...assignment })}\n`;
}

/**
 * The order in which a student meets the sets, as indexes into them: all of them shuffled, and the repeats among the second half,
 * each at least half of all sets after its first time. The same student meets the same order again.
 */
export function scheduleOf(
  { sets, repeats }: Pick<Assignment, 'sets' | 'repeats'>,
  student: string,
): readonly number[] {
  const random = mulberry(seedOf(student));
  const order = shuffle(sets.length, random);
  const again = order.slice(0, Math.min(repeats, Math.floor(sets.length / 2)));
  const later = order.slice(Math.ceil(sets.length / 2));
  const before = order.slice(0, Math.ceil(sets.length / 2));
  const mixed: number[] = [];
  for (let at = 0; at < Math.max(later.length, again.length); at++) {
    if (at < later.length) mixed.push(later[at]);
    if (at < again.length) mixed.push(again[at]);
  }
  return [...before, ...mixed];
}

/**
 * The set that comes next, or null after the last.
 * @param given how often each set was ranked, skipped or is on screen, by its index
 */
export function nextOf(schedule: readonly number[], given: ReadonlyMap<number, number>): number | null {
  const met = new Map<number, number>();
  for (const set of schedule) {
    const times = (met.get(set) ?? 0) + 1;
    met.set(set, times);
    if ((given.get(set) ?? 0) < times) return set;
  }
  return null;
}

/** A seed out of a text (FNV-1a, 32 bits). */
function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
