/**
 * Checks that stored data is a preference log, in the shape of preference.ts: for what comes back from a
 * browser's storage or a recorded run. The rankings file has its own row shape (preferenceImport.ts).
 */
import { ASKINGS } from './asked.ts';
import * as v from 'valibot';
import { RATER_IDS } from '../tastes/labeler.ts';
import type { PreferenceEvent } from './event.ts';
import { checkTiers, isMistake } from './log.ts';
import { Chat, DATE_LIMIT, Implicit, TOKEN_LIMIT } from './row.ts';

const Count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const Token = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(TOKEN_LIMIT - 1));
const Id = v.pipe(v.string(), v.nonEmpty());
const Time = v.pipe(v.number(), v.finite(), v.minValue(-DATE_LIMIT), v.maxValue(DATE_LIMIT));

const Answer = v.object({
  text: v.string(),
  tokens: v.array(Token),
  finished: v.boolean(),
  iteration: Count,
  exact: v.optional(v.string()),
});

const judgement = {
  id: Id,
  at: Time,
  prompt: v.string(),
  chat: v.optional(Chat),
  answers: v.array(Answer),
  candidates: v.optional(Count),
  asked: v.optional(v.picklist(ASKINGS)),
  rater: v.picklist(RATER_IDS),
  by: v.optional(v.string()),
  leadTime: Time,
};

const Ranking = v.pipe(
  v.object({
    ...judgement,
    type: v.literal('ranking'),
    tiers: v.array(v.array(Count)),
    implicit: v.optional(Implicit),
  }),
  v.check(({ tiers, answers }) => {
    const problem = checkTiers(tiers, answers.length);
    return problem === null || !isMistake(problem);
  }, 'The tiers name an answer twice or one that is not there.'),
);

/** A preference event as plain JSON. */
export const PreferenceEventSchema: v.GenericSchema<unknown, PreferenceEvent> = v.variant('type', [
  Ranking,
  v.object({ ...judgement, type: v.literal('skip') }),
  v.object({ ...judgement, type: v.literal('unusable') }),
  v.object({ id: Id, at: Time, type: v.picklist(['undo', 'redo']), target: Id }),
]);

/** True when the value is a preference event. */
export function isPreferenceEvent(value: unknown): value is PreferenceEvent {
  return v.is(PreferenceEventSchema, value);
}
