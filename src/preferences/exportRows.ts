/**
 * Writes preferences as JSONL, one JSON object a line: rankings as given, pairs, unpaired labels.
 *
 * Knows: the three row shapes. The rankings file is the whole log, undo and redo included, so that
 * preferenceImport.ts can restore it; pairs and unpaired labels are what trainers elsewhere read (TRL's column
 * names) and hold only what stands. Must not know: where files go.
 */
import type { Asking } from './asked.ts';
import { orderedPairs } from './agreement.ts';
import { ROWS_VERSION, type Answer, type JudgementEvent, type PreferenceEvent } from './event.ts';
import { activeJudgements, activeRankings, isJudgement } from './log.ts';
import type { ChatRecord } from '../model/prompts/prompts.ts';
import type { Rater } from '../tastes/labeler.ts';

/** A judgement in the rankings file. The arrays `responses` to `ranks` are aligned. */
export interface JudgementRow {
  /** See event.ts. */
  readonly version: typeof ROWS_VERSION;
  readonly type: 'ranking' | 'skip' | 'unusable';
  readonly id: string;
  /** The text that the model read. */
  readonly prompt: string;
  /** What a chat template made that text of; left out for a text as it was typed. */
  readonly chat?: ChatRecord;
  readonly responses: readonly string[];
  /**
   * Dense ranks: 1 is best, ties share a number and the next tier has the next number, as in 1, 1, 2.
   * null for a response that was not ranked, which is all of them in a skip or an "unusable".
   */
  readonly ranks: readonly (number | null)[];
  /** Policy iteration that wrote each response; 0 is the base model. */
  readonly iterations: readonly number[];
  /** Token ids of each response as sampled, end token included. */
  readonly tokens: readonly (readonly number[])[];
  readonly finished: readonly boolean[];
  /** What stands behind the prompt, where that is not the response: prompt and this are what the model read and wrote. */
  readonly exact?: readonly (string | null)[];
  /** What a ranking made of what was done with the answers counts; see RankingEvent. */
  readonly implicit?: number;
  /** From how many the responses were chosen, if they were; see JudgementEvent. */
  readonly candidates?: number;
  /** By what they were chosen; see JudgementEvent. */
  readonly asked?: Asking;
  readonly rater: Rater;
  /** Whose it is, where a class's rankings were put together. */
  readonly by?: string;
  /** Seconds between the first response shown and the judgement. */
  readonly lead_time: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** False when undone. For readers of the file; the undo rows after it are what import goes by. */
  readonly active: boolean;
}

/** An undo or redo in the rankings file. */
export interface UndoRow {
  readonly version: typeof ROWS_VERSION;
  readonly type: 'undo' | 'redo';
  readonly id: string;
  readonly target: string;
  readonly at: number;
}

/** One strictly ordered pair; pairs of one ranking share a `group_id`. */
export interface PairRow {
  readonly prompt: string;
  readonly chosen: string;
  readonly rejected: string;
  readonly group_id: string;
}

/** One response judged by itself. */
export interface UnpairedRow {
  readonly prompt: string;
  readonly completion: string;
  readonly label: boolean;
}

/** The whole log, in order. */
export function rankingRows(events: readonly PreferenceEvent[]): (JudgementRow | UndoRow)[] {
  const active = new Set(activeJudgements(events).map((event) => event.id));
  return events.map((event) => {
    if (isJudgement(event)) return judgementRow(event, active.has(event.id));
    const { type, id, target, at } = event;
    return { version: ROWS_VERSION, type, id, target, at };
  });
}

/** Every strictly ordered pair of the standing rankings. Two responses of the same text make no pair. */
export function pairRows(events: readonly PreferenceEvent[]): PairRow[] {
  return activeRankings(events).flatMap(({ id, prompt, answers, tiers }) =>
    orderedPairs(tiers)
      .map(([better, worse]) => ({
        prompt,
        chosen: exactText(answers[better]),
        rejected: exactText(answers[worse]),
        group_id: id,
      }))
      .filter((pair) => pair.chosen !== pair.rejected),
  );
}

/**
 * Labels without a partner: false for every response called unusable; of each standing ranking, true for its
 * best tier and false for its worst. What lies between is left out, since nobody said it was good or bad.
 */
export function unpairedRows(events: readonly PreferenceEvent[]): UnpairedRow[] {
  const rankings = new Set(activeRankings(events).map((event) => event.id));
  return activeJudgements(events).flatMap((event) => {
    const row = (index: number, label: boolean): UnpairedRow => ({
      prompt: event.prompt,
      completion: exactText(event.answers[index]),
      label,
    });
    if (event.type === 'unusable') return event.answers.map((_, index) => row(index, false));
    if (event.type === 'skip' || !rankings.has(event.id)) return [];
    const best = event.tiers[0].map((index) => row(index, true));
    const worst = event.tiers[event.tiers.length - 1].map((index) => row(index, false));
    return [...best, ...worst];
  });
}

/** What stands behind the prompt, to the token where the log knows it. */
function exactText({ exact, text }: Answer): string {
  return exact ?? text;
}

/** One JSON object a line, each line ended, as JSONL readers expect. */
export function toJsonl(rows: readonly object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

/** The rankings file: the whole log. */
export function exportRankings(events: readonly PreferenceEvent[]): string {
  return toJsonl(rankingRows(events));
}

/** The pairs file. */
export function exportPairs(events: readonly PreferenceEvent[]): string {
  return toJsonl(pairRows(events));
}

/** The unpaired file. */
export function exportUnpaired(events: readonly PreferenceEvent[]): string {
  return toJsonl(unpairedRows(events));
}

function judgementRow(event: JudgementEvent, active: boolean): JudgementRow {
  const ranks: (number | null)[] = event.answers.map(() => null);
  if (event.type === 'ranking') {
    for (const [rank, tier] of event.tiers.entries()) for (const index of tier) ranks[index] = rank + 1;
  }
  return {
    version: ROWS_VERSION,
    type: event.type,
    id: event.id,
    prompt: event.prompt,
    ...(event.chat && { chat: event.chat }),
    responses: event.answers.map((answer) => answer.text),
    ranks,
    iterations: event.answers.map((answer) => answer.iteration),
    tokens: event.answers.map((answer) => answer.tokens),
    finished: event.answers.map((answer) => answer.finished),
    ...(event.answers.some(({ exact }) => exact !== undefined) && {
      exact: event.answers.map(({ exact }) => exact ?? null),
    }),
    ...(event.type === 'ranking' && event.implicit !== undefined && { implicit: event.implicit }),
    ...(event.candidates !== undefined && { candidates: event.candidates }),
    ...(event.asked !== undefined && { asked: event.asked }),
    rater: event.rater,
    ...(event.by !== undefined && { by: event.by }),
    lead_time: event.leadTime / 1000,
    at: event.at,
    active,
  };
}
