/**
 * The taste of a parent, who wants to know first whether the children can come.
 *
 * With a family fact: 1 when one of the first four words says it ("The Eagle is a family-friendly pub" names the
 * place in one), 4 / n when it is the n-th, as in mean reciprocal rank: a reader who skims stops caring soon. 0
 * when it is left out, -1 when the opposite is said. Without one there is nothing to tell apart: 0.4, as much as
 * saying it in the 10th word, but -1 for an answer that makes something up, since a parent who believes it comes
 * for nothing. So inventing never pays, and prompts of both kinds lie on one scale.
 */
import { checkFacts } from './blurbs/slotChecker.ts';
import { FAMILY_BOTH, FAMILY_NO, FAMILY_OWNERS, FAMILY_YES } from './blurbs/lexicon.ts';
import { maskVenues } from './blurbs/venues.ts';
import type { Facts } from './blurbs/facts.ts';
import { wordCount } from './textMetrics.ts';
import { factsOf } from './blurbs/facts.ts';
import { isAnswer } from './answer.ts';
import type { Labeler } from './labeler.ts';

const SOON_ENOUGH = 4;
const NOTHING_TO_SAY = 0.4;

export const family: Labeler = {
  id: 'family',
  judges: (prompt) => factsOf(prompt)?.family !== undefined,
  utility(prompt, response) {
    const facts = factsOf(prompt);
    if (facts === null || !isAnswer(facts, response)) return -1;
    const check = checkFacts(facts, response);
    if (check.wrong.some((wrong) => wrong.slot === 'family')) return -1;
    if (facts.family === undefined) return NOTHING_TO_SAY;
    if (!check.said.includes('family')) return 0;
    return SOON_ENOUGH / Math.max(SOON_ENOUGH, 1 + wordsBeforeMention(facts, response));
  },
};

/** Words before the first mention of families. Venues are masked first: "The Cosy Family" is a name. */
function wordsBeforeMention(facts: Facts, response: string): number {
  const text = maskVenues(facts, response).masked.replace(FAMILY_OWNERS, (found) => '_'.repeat(found.length));
  const starts = [...FAMILY_NO, FAMILY_BOTH, FAMILY_YES]
    .map((pattern) => text.search(pattern))
    .filter((index) => index >= 0);
  return wordCount(text.slice(0, Math.min(text.length, ...starts)));
}
