/**
 * What a simulated labeler is: a deterministic utility of (prompt, response) that stands for a taste.
 * Rankings are drawn from it with Plackett-Luce noise elsewhere; this file knows no randomness.
 */

/** Tastes that have nothing to set. */
export const FIXED_IDS = ['shorter', 'warmer', 'question', 'family', 'facts'] as const;

/** Tastes that the settings say more about: which length, which words, which pattern. */
export const SETTABLE_IDS = ['length', 'keyword', 'pattern'] as const;

export type FixedLabelerId = (typeof FIXED_IDS)[number];
export type SettableLabelerId = (typeof SETTABLE_IDS)[number];

/**
 * `shorter`: fewer words; `warmer`: warmer words; `question`: asks the reader a question;
 * `family`: says early whether families are welcome; `facts`: keeps all the facts, in the prompt's words;
 * `length`: near a number of words; `keyword`: says certain words; `pattern`: matches a regular expression.
 */
export type LabelerId = FixedLabelerId | SettableLabelerId;

/** In the order shown: those for any text first. */
export const LABELER_IDS: readonly LabelerId[] = [
  'shorter',
  'length',
  'keyword',
  'pattern',
  'warmer',
  'question',
  'family',
  'facts',
];

/** Tastes in blurbs about restaurants: of other texts they have nothing to say. */
export const RESTAURANT_IDS: readonly JudgeId[] = ['warmer', 'question', 'family', 'facts'];

/** Whoever can rank without a person: the tastes above, and a text classifier from a hub, whichever it is. */
export type JudgeId = LabelerId | 'classifier';

export const JUDGE_IDS: readonly JudgeId[] = [...LABELER_IDS, 'classifier'];

/** Who ranks: a person, or one of those. */
export type Rater = 'person' | JudgeId;

/** Everyone who can rank. */
export const RATER_IDS: readonly Rater[] = ['person', ...JUDGE_IDS];

/** A taste that can be computed. Higher is better; the unit is the labeler's own. */
export interface Labeler {
  readonly id: JudgeId;
  utility(prompt: string, response: string): number;
  /** Whether the taste tells answers to this prompt apart at all. Every prompt when left out. */
  judges?(prompt: string): boolean;
}
