/**
 * The taste for a warm tone. Utility: one point for each kind of warm wording (blurbs/tone.ts), a quarter for
 * milder signs, so that two plain answers are seldom exactly equal and a little warmth already counts.
 * Repeating a word buys nothing. Knows nothing of whether the facts are right.
 */
import { exclaims, warmth } from './blurbs/tone.ts';
import { factsOf } from './blurbs/facts.ts';
import { isAnswer } from './answer.ts';
import type { Labeler } from './labeler.ts';

const MILD = 0.25;
const KIND_WORDS =
  /\b(?:great|excellent|fantastic|amazing|perfect|delicious|tasty|fun|nice|pleasant|best|good)\b/g;
const READER = /\byou(?:rs?)?\b/i;

export const warmer: Labeler = {
  id: 'warmer',
  judges: (prompt) => factsOf(prompt) !== null,
  utility(prompt, response) {
    if (!isAnswer(factsOf(prompt), response)) return -1;
    const mild =
      new Set(response.toLowerCase().match(KIND_WORDS)).size +
      (READER.test(response) ? 1 : 0) +
      (exclaims(response) ? 1 : 0);
    return warmth(response) + MILD * mild;
  },
};
