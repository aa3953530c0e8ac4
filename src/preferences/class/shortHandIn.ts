/**
 * What is handed in, short enough for a QR code: rankings of an assignment's own sets name the set and the order alone, so that
 * the lecturer's page, which has the assignment, makes whole rankings of them again.
 *
 * Knows: the form. Must not know: how a text becomes a link or a picture.
 */
import * as v from 'valibot';
import { MAX_GROUP, type PreferenceEvent, type RankingEvent } from '../event.ts';
import { activeRankings, checkTiers, isMistake } from '../log.ts';
import type { Assignment } from './assignment.ts';
import { HandInHead, type HandedIn } from './handIn.ts';
import { answerIdentity, setKey } from './ratedSets.ts';

const FORMAT = 'nudge-hand-in-short';

/** Set, the shown order as digits, the rank of each shown answer as digits (0: none), seconds, seconds since the head's date, id. */
const Row = v.tuple([
  v.pipe(v.number(), v.integer(), v.minValue(0)),
  v.pipe(v.string(), v.regex(/^[0-7]{2,8}$/)),
  v.pipe(v.string(), v.regex(/^[0-8]{2,8}$/)),
  v.pipe(v.number(), v.minValue(0)),
  v.number(),
  v.pipe(v.string(), v.nonEmpty(), v.maxLength(64)),
]);

const Short = v.object({
  ...HandInHead.entries,
  format: v.literal(FORMAT),
  assignment: v.string(),
  rows: v.array(Row),
});

/** As far as an assignment is needed to read what is handed in. */
export type AssignedSets = Pick<Assignment, 'id' | 'sets'>;

/** The short form; null where a ranking is of none of the assignment's sets, and would be lost. */
export function writeShort(
  head: HandedIn,
  events: readonly PreferenceEvent[],
  assignment: AssignedSets,
): string | null {
  const keys = new Map(assignment.sets.map(({ prompt, answers }, at) => [setKey(prompt, answers), at]));
  const rows: v.InferOutput<typeof Row>[] = [];
  for (const event of activeRankings(events)) {
    const set = keys.get(setKey(event.prompt, event.answers));
    const order = set === undefined ? null : orderIn(event, assignment.sets[set].answers);
    if (set === undefined || order === null || event.rater !== 'person') return null;
    const ranks = event.answers.map((_, at) => event.tiers.findIndex((tier) => tier.includes(at)) + 1);
    const seconds = Math.round(event.leadTime / 100) / 10;
    rows.push([
      set,
      order.join(''),
      ranks.join(''),
      seconds,
      Math.round((event.at - head.at) / 1000),
      event.id,
    ]);
  }
  return JSON.stringify({ format: FORMAT, version: 1, ...head, assignment: assignment.id, rows });
}

export interface ReadShort {
  readonly head: HandedIn;
  /** Of the assignment that it is of. */
  readonly assignment: string;
  /** null where that assignment is not at hand. */
  readonly events: readonly RankingEvent[] | null;
  readonly rows: number;
}

/** null for a text that is no such form, or is damaged. */
export function readShort(text: string, assignments: readonly AssignedSets[]): ReadShort | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = v.safeParse(Short, json);
  if (!parsed.success) return null;
  const { rows, format: _format, version: _version, ...head } = parsed.output;
  const assignment = assignments.find(({ id }) => id === head.assignment);
  const events = assignment ? rows.flatMap((row) => eventOf(row, head, assignment) ?? []) : null;
  return { head, assignment: head.assignment, events, rows: rows.length };
}

function eventOf(
  [set, order, digits, seconds, after, id]: v.InferOutput<typeof Row>,
  { at }: HandedIn,
  { sets }: AssignedSets,
): RankingEvent | null {
  const assigned = sets.at(set);
  const places = Array.from(order, Number);
  const known = assigned && places.every((place) => place < assigned.answers.length);
  if (!known || digits.length !== places.length) return null;
  const ranks = Array.from(digits, Number);
  const tiers = Array.from({ length: MAX_GROUP }, (_, rank) =>
    ranks.flatMap((other, index) => (other === rank + 1 ? [index] : [])),
  ).filter((tier) => tier.length > 0);
  const problem = checkTiers(tiers, places.length);
  if (problem !== null && isMistake(problem)) return null;
  return {
    type: 'ranking',
    id,
    at: at + after * 1000,
    prompt: assigned.prompt,
    ...(assigned.chat && { chat: assigned.chat }),
    answers: places.map((place) => assigned.answers[place]),
    tiers,
    rater: 'person',
    leadTime: Math.round(seconds * 1000),
  };
}

/** For each shown answer, which of the set's it is. Two of the same text are taken in turn. */
function orderIn(
  event: RankingEvent,
  answers: AssignedSets['sets'][number]['answers'],
): readonly number[] | null {
  const left = answers.map(answerIdentity);
  const order = event.answers.map((answer) => {
    const at = left.indexOf(answerIdentity(answer));
    if (at >= 0) left[at] = '\0';
    return at;
  });
  return order.includes(-1) ? null : order;
}
