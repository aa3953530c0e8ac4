/**
 * The taste for a certain length. Utility: minus the number of words by which the text is longer or shorter.
 * Knows nothing of what is said; a text without words counts as rambling, so that silence does not pay.
 */
import { wordCount } from './textMetrics.ts';
import type { Labeler } from './labeler.ts';

/** What a text without words is off by at least. */
const NO_ANSWER_WORDS = 40;

/** @param target words; of Chinese and Japanese, characters */
export function lengthLabeler(target: number): Labeler {
  return {
    id: 'length',
    utility(_prompt, response) {
      const words = wordCount(response);
      return -(words === 0 ? Math.max(NO_ANSWER_WORDS, target) : Math.abs(words - target));
    },
  };
}
