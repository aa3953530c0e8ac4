/**
 * The vocabulary of what a person can say about a set of answers, as append-only events.
 * The log that orders them is log.ts, files are exportRows.ts.
 */
import type { Asking } from './asked.ts';
import type { ChatRecord } from '../model/prompts/prompts.ts';
import type { Rater } from '../tastes/labeler.ts';

/** Most answers in one ranking: what the reward model's listwise kernel takes. */
export const MAX_GROUP = 8;

/** Rankings a reward model needs before its first fit: one of them is held out. */
export const RANKINGS_TO_START = 4;

/** Version of the rows of a rankings file, raised whenever a reader of the old one would misread the new ones. */
export const ROWS_VERSION = 1;

/** One sampled answer. `tokens` are the exact ids sampled, without the prompt, with the end token if any. */
export interface Answer {
  readonly text: string;
  readonly tokens: readonly number[];
  /** True when the model ended the answer itself. */
  readonly finished: boolean;
  /** Policy iteration that wrote it; 0 is the base model. Hidden from the rater until submit. */
  readonly iteration: number;
  /**
   * What stands behind the prompt, where that is not `text`: spaces and line breaks that are not shown included, so that
   * prompt and this encode to what the model read and wrote. Left out in logs of older versions.
   */
  readonly exact?: string;
}

/** What stands behind a prompt in a file for trainers, as cards show it and as it is. */
export function asShown(exact: string): Pick<Answer, 'text' | 'exact'> {
  const text = exact.trim();
  return exact === text ? { text } : { text, exact };
}

interface EventBase {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

interface JudgementBase extends EventBase {
  /** The text that the model read. */
  readonly prompt: string;
  /** What a chat template made that text of; left out for a text as it was typed. */
  readonly chat?: ChatRecord;
  readonly answers: readonly Answer[];
  /** So many were sampled, and these chosen; left out where all that were sampled are here. */
  readonly candidates?: number;
  /** By what they were chosen; left out where that is how they differ. */
  readonly asked?: Asking;
  readonly rater: Rater;
  /** Whose it is, where a class's rankings were put together; left out for one's own. */
  readonly by?: string;
  /** Milliseconds between the first answer shown and the judgement. */
  readonly leadTime: number;
}

/**
 * A ranking: tiers of indexes into `answers`, best tier first. Indexes sharing a tier are tied, which says
 * nothing about their order; every index of a better tier beats every index of a worse one. "Best two, rest
 * equal" is `[[a], [b], [c, d]]`. Each index occurs once; answers that were still streaming may be absent.
 */
export interface RankingEvent extends JudgementBase {
  readonly type: 'ranking';
  readonly tiers: readonly (readonly number[])[];
  /**
   * Made of what was done with the answers, one at a time, rather than of an order that somebody gave: how much it counts
   * beside one that was, above 0 and up to 1. Left out for rankings as they were given.
   */
  readonly implicit?: number;
}

/** The person passed: no information, kept for the record. */
export interface SkipEvent extends JudgementBase {
  readonly type: 'skip';
}

/** None is usable: no order between them, exported as unpaired negative feedback. */
export interface UnusableEvent extends JudgementBase {
  readonly type: 'unusable';
}

/** Takes a judgement back, or brings it back. Nothing is ever deleted. */
export interface UndoEvent extends EventBase {
  readonly type: 'undo' | 'redo';
  readonly target: string;
}

export type JudgementEvent = RankingEvent | SkipEvent | UnusableEvent;
export type PreferenceEvent = JudgementEvent | UndoEvent;
