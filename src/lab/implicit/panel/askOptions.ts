/** How questions are asked in the conversation. Plain data. */
import { USUAL_THRESHOLD } from '../askedAgain.ts';

/** Tokens that an answer may have, to choose from. */
export const LONGEST = [30, 60, 120, 240] as const;

export interface AskOptions {
  readonly maxTokens: (typeof LONGEST)[number];
  /** The model reads what was said before, too. */
  readonly remembers: boolean;
  /** Nearness from which on a question is the one before again. */
  readonly threshold: number;
}
export const USUAL_ASK: AskOptions = { maxTokens: 60, remembers: false, threshold: USUAL_THRESHOLD };
