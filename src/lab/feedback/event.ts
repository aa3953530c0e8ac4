/**
 * What people do with an answer, as events: copied, gone on from, asked for again, left. Each has a time and says who did it,
 * where, and to what; weights turn events into rewards. Pure. Knows no model and no bench: benches share these.
 */
import type { ChatRecord } from '../../model/prompts/prompts.ts';

/** Least liking first, as far as the usual weights go. */
export const FEEDBACK_KINDS = ['leave', 'regenerate', 'ask', 'edit', 'continue', 'copy'] as const;
/**
 * `copy`: the answer is taken; `continue`: the conversation goes on from it; `edit`: it is put right by hand; `ask`: much
 * the same is asked again; `regenerate`: another answer to the same is wanted; `leave`: no more is said.
 */
export type FeedbackKind = (typeof FEEDBACK_KINDS)[number];

/** What an event of each kind counts. */
export type FeedbackWeights = Readonly<Record<FeedbackKind, number>>;

/** In [0, 1], so that what holds for rewards in it holds for these. */
export const USUAL_WEIGHTS: FeedbackWeights = {
  leave: 0,
  regenerate: 0.1,
  ask: 0.2,
  edit: 0.5,
  continue: 0.7,
  copy: 1,
};

export interface FeedbackEvent {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly kind: FeedbackKind;
  /** Who: a person, or a simulated user by the taste that it has. */
  readonly by: 'person' | `simulated:${string}`;
  /** The bench or view in which it happened. */
  readonly where: string;
  /** What was asked. */
  readonly question: string;
  /** What the model read in its place. */
  readonly prompt: string;
  readonly answer: string;
  /** What a chat template made the prompt of, if one did. */
  readonly chat?: ChatRecord;
  /** Which model wrote it, and after how many iterations of training: 0 for as it was loaded. */
  readonly model?: string;
  readonly iteration?: number;
  /** Which answer of which conversation it is: several events may be of one. */
  readonly conversation?: string;
  readonly turn?: number;
  /** What an edit made of it. */
  readonly edited?: string;
  /** How near the question is to the one before, where it was compared: a cosine. */
  readonly similarity?: number;
}

/** One line an event, its weight beside it, so that the file says what was learnt from. */
export function feedbackLines(events: readonly FeedbackEvent[], weights: FeedbackWeights): string {
  return events
    .map((event) => `${JSON.stringify({ type: 'implicit', ...event, weight: weights[event.kind] })}\n`)
    .join('');
}

/** Whether a number can be a weight: rewards outside of 0 to 1 would break the strategies' bounds. */
export function isWeight(value: number): boolean {
  return value >= 0 && value <= 1;
}

/** Kinds whose weights are none. */
export function wrongWeights(weights: FeedbackWeights): FeedbackKind[] {
  return FEEDBACK_KINDS.filter((kind) => !isWeight(weights[kind]));
}
