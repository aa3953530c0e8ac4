/**
 * What a simulated labeler is: a deterministic utility of (prompt, response) that stands for a taste.
 * Rankings are drawn from it with Plackett-Luce noise elsewhere; this file knows no randomness.
 */

export const LABELER_IDS = ['shorter', 'warmer', 'question', 'family', 'facts'] as const;

/**
 * `shorter`: fewer words; `warmer`: warmer words; `question`: asks the reader a question;
 * `family`: says early whether families are welcome; `facts`: keeps all the facts, in the prompt's words.
 */
export type LabelerId = (typeof LABELER_IDS)[number];

/** Whoever can rank without a person: the tastes above, and a text classifier from a hub, whichever it is. */
export const JUDGE_IDS = [...LABELER_IDS, 'classifier'] as const;

export type JudgeId = (typeof JUDGE_IDS)[number];

/** Everyone who can rank. */
export const RATER_IDS = ['person', ...JUDGE_IDS] as const;

/** A taste that can be computed. Higher is better; the unit is the labeler's own. */
export interface Labeler {
  readonly id: JudgeId;
  utility(prompt: string, response: string): number;
  /** Whether the taste tells answers to this prompt apart at all. Every prompt when left out. */
  judges?(prompt: string): boolean;
}
