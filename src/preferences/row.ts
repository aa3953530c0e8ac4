/**
 * One row of a rankings file (see preferenceExport.ts) as an event.
 *
 * Knows: the row's schema, and what other tools make of it on the way: dates in words, missing values as null, whole
 * numbers with a point. Must not know: lines, files, or what the log already holds.
 */
import { ASKINGS } from './asked.ts';
import * as v from 'valibot';
import { shortened } from '../files/shortened.ts';
import { RATER_IDS } from '../tastes/labeler.ts';
import { asShown, MAX_GROUP, ROWS_VERSION, type PreferenceEvent } from './event.ts';
import { checkTiers, isMistake } from './log.ts';

/** No vocabulary is larger: a greater number is no token. */
export const TOKEN_LIMIT = 2 ** 24;
/** Farthest from 1970 that a date can lie, in milliseconds. */
export const DATE_LIMIT = 8.64e15;
/** A date with its time, and the zone at its end: without one it is Greenwich's. */
const ISO_DATE = /^[+-]?\d{4,6}-\d\d-\d\d[T ]\d\d:\d\d/;
const ZONE = /(?:Z|[+-]\d\d:?\d\d)$/i;
/** Most characters of a reason: a file may hold anything. */
export const LONGEST_REASON = 200;

const Count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const Token = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(TOKEN_LIMIT - 1));
const Id = v.pipe(v.string(), v.nonEmpty('an id is empty'));
const Moment = v.pipe(v.number(), v.finite(), v.minValue(-DATE_LIMIT), v.maxValue(DATE_LIMIT));

/** Milliseconds, or a date in words as other tools write it. */
const At = v.union(
  [
    Moment,
    v.pipe(
      v.string(),
      v.regex(ISO_DATE),
      v.transform((date) => Date.parse(ZONE.test(date) ? date : `${date}Z`)),
      Moment,
    ),
  ],
  'neither milliseconds since 1970 nor a date',
);

/** Seconds. A clock that was set back made some negative, and missing ones are null: neither is worth a ranking. */
const Lead = v.pipe(
  v.nullish(v.pipe(v.number(), v.finite()), 0),
  v.transform((seconds) => Math.max(0, Math.round(seconds * 1000))),
  v.maxValue(DATE_LIMIT),
);

/** How a chat template wrote a prompt. */
export const Chat = v.object({
  messages: v.array(v.object({ role: v.string(), content: v.string() })),
  template: v.string(),
});

/** See RankingEvent. */
export const Implicit = v.pipe(v.number(), v.gtValue(0), v.maxValue(1));

const Judgement = v.pipe(
  v.object({
    type: v.picklist(['ranking', 'skip', 'unusable']),
    id: Id,
    prompt: v.string(),
    chat: v.optional(Chat),
    responses: v.pipe(v.array(v.string()), v.nonEmpty('there are no responses')),
    // Dense or competition ranks: only their order is read.
    ranks: v.array(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1)))),
    iterations: v.array(Count),
    tokens: v.array(v.array(Token)),
    finished: v.array(v.boolean()),
    exact: v.optional(v.array(v.nullable(v.string()))),
    implicit: v.nullish(Implicit),
    candidates: v.nullish(Count),
    asked: v.nullish(v.picklist(ASKINGS)),
    rater: v.picklist(RATER_IDS),
    by: v.nullish(v.string()),
    lead_time: Lead,
    at: At,
  }),
  v.check(
    ({ responses, ranks, iterations, tokens, finished, exact = responses }) =>
      [ranks, iterations, tokens, finished, exact].every((list) => list.length === responses.length),
    'responses, ranks, iterations, tokens, finished and exact differ in length',
  ),
);

const Undo = v.object({ type: v.picklist(['undo', 'redo']), id: Id, target: Id, at: At });

const Row = v.variant('type', [Judgement, Undo]);

/** Rows without a version are of the first. */
const Newer = v.object({ version: v.pipe(v.number(), v.minValue(ROWS_VERSION + 1)) });

/** The event of a row, or why there is none. Fields that are not ours are passed over. */
export function eventOfRow(json: unknown): PreferenceEvent | string {
  if (v.is(Newer, json)) return 'it was written by a newer version of this page: reload to get that';
  const parsed = v.safeParse(Row, withType(json));
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const path = v.getDotPath(issue);
    return shortened(path === null ? issue.message : `${path}: ${issue.message}`, LONGEST_REASON);
  }
  const row = parsed.output;
  if ('target' in row) return row;
  const { id, at, prompt, chat, rater, responses, tokens, finished, iterations, lead_time: leadTime } = row;
  // A bundle's texts are exact themselves.
  const bundled = typeof json === 'object' && json !== null && !('type' in json);
  const answers = responses.map((text, index) => ({
    ...(bundled ? asShown(text) : { text, ...exactly(row.exact?.[index]) }),
    tokens: tokens[index],
    finished: finished[index],
    iteration: iterations[index],
  }));
  const { candidates, asked } = row;
  const chosen = { ...(candidates != null && { candidates }), ...(asked != null && { asked }) };
  const by = row.by != null && { by: row.by };
  const judgement = { id, at, prompt, ...(chat && { chat }), answers, ...chosen, rater, ...by, leadTime };
  if (row.type !== 'ranking') return { ...judgement, type: row.type };
  const tiers = tiersOf(row.ranks);
  const ranked = tiers.flat().length;
  if (ranked > MAX_GROUP) return `it ranks ${ranked} answers, and the reward model takes ${MAX_GROUP}`;
  const problem = checkTiers(tiers, answers.length);
  if (problem !== null && isMistake(problem)) return `the ranks are malformed: ${problem}`;
  return { ...judgement, type: 'ranking', tiers, ...(row.implicit != null && { implicit: row.implicit }) };
}

function exactly(exact: string | null | undefined): { readonly exact?: string } {
  return typeof exact === 'string' ? { exact } : {};
}

/** The rankings of a bundle for a cluster are all of one type and do not say so. */
function withType(json: unknown): unknown {
  if (typeof json !== 'object' || json === null || 'type' in json) return json;
  return 'ranks' in json && 'responses' in json ? { ...json, type: 'ranking' } : json;
}

/** Tiers of aligned ranks, best first. */
function tiersOf(ranks: readonly (number | null)[]): number[][] {
  const distinct = [...new Set(ranks.filter((rank) => rank !== null))].toSorted((a, b) => a - b);
  return distinct.map((rank) => ranks.flatMap((other, index) => (other === rank ? [index] : [])));
}
