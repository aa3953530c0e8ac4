/**
 * Feedback out of a file again: the lines that event.ts writes. What can be read is kept, every line that cannot is named. Pure.
 */
import * as v from 'valibot';
import { shortened } from '../../files/shortened.ts';
import { linesOf } from '../../preferences/importRows.ts';
import { Chat } from '../../preferences/row.ts';
import { FEEDBACK_KINDS, type FeedbackEvent } from './event.ts';

/** A line that was not read, counted from 1. */
export interface FeedbackProblem {
  readonly line: number;
  readonly reason: string;
}

export interface ReadFeedback {
  readonly events: readonly FeedbackEvent[];
  readonly problems: readonly FeedbackProblem[];
}

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Person = v.pipe(
  v.string(),
  v.regex(/^(?:person|simulated:.+)$/s, 'neither a person nor a simulated user'),
  v.transform((by) => by as FeedbackEvent['by']),
);

const Row: v.GenericSchema<unknown, FeedbackEvent> = v.object({
  id: v.pipe(v.string(), v.nonEmpty('an id is empty')),
  at: v.pipe(v.number(), v.finite()),
  kind: v.picklist(FEEDBACK_KINDS),
  by: Person,
  where: v.string(),
  question: v.string(),
  prompt: v.string(),
  answer: v.string(),
  chat: v.optional(Chat),
  model: v.optional(v.string()),
  iteration: v.optional(Count),
  conversation: v.optional(v.string()),
  turn: v.optional(Count),
  edited: v.optional(v.string()),
  similarity: v.optional(v.pipe(v.number(), v.finite())),
});

const LONGEST_REASON = 160;

/** True when a stored value is an event. */
export function isFeedbackEvent(value: unknown): value is FeedbackEvent {
  return v.is(Row, value);
}

/** The events of a file, each id once. The weights beside them are what they counted then, and are passed over. */
export function readFeedback(text: string): ReadFeedback {
  const events = new Map<string, FeedbackEvent>();
  const problems: FeedbackProblem[] = [];
  const lines = linesOf(text);
  for (const { content, line } of lines) {
    const read = eventOf(content);
    if (typeof read === 'string') problems.push({ line, reason: read });
    else events.set(read.id, events.get(read.id) ?? read);
  }
  if (lines.length === 0) problems.push({ line: 1, reason: 'the file is empty' });
  return { events: [...events.values()], problems };
}

function eventOf(content: string): FeedbackEvent | string {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    return 'it is not JSON';
  }
  const parsed = v.safeParse(Row, json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  return shortened(`${v.getDotPath(issue) ?? 'the line'}: ${issue.message}`, LONGEST_REASON);
}
