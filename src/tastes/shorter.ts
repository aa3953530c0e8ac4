/**
 * The taste for few words. Utility: minus the number of words.
 * Knows nothing of what is said, except that it must be an answer.
 */
import { wordCount } from './textMetrics.ts';
import { factsOf } from './blurbs/facts.ts';
import { isAnswer } from './answer.ts';
import type { Labeler } from './labeler.ts';

/** What a response that is no answer counts as, in words: as bad as rambling, so that silence does not pay. */
const NO_ANSWER_WORDS = 40;

export const shorter: Labeler = {
  id: 'shorter',
  utility(prompt, response) {
    const words = wordCount(response);
    return -(isAnswer(factsOf(prompt), response) ? words : Math.max(NO_ANSWER_WORDS, words));
  },
};
