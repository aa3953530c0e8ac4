/**
 * The taste of a parent, who wants to know first whether the children can come.
 *
 * With a family fact: 0 when it is left out, 1 when it is said, up to 2 more the earlier it is said (none from
 * the 12th word on), -1 when the opposite is said. Without one there is nothing to say, which is worth 1, as
 * much as saying it late; an answer that makes something up gets -1, since a parent who believes it comes for
 * nothing. So inventing never pays, and prompts of both kinds lie on one scale.
 */
import { checkFacts } from '../../blurbs/slotChecker.ts';
import { FAMILY_BOTH, FAMILY_NO, FAMILY_OWNERS, FAMILY_YES } from '../../blurbs/lexicon.ts';
import { maskVenues } from '../../blurbs/venues.ts';
import type { Facts } from '../../blurbs/facts.ts';
import { wordCount } from '../textMetrics.ts';
import { factsOf, isAnswer } from './answer.ts';
import type { Labeler } from './labeler.ts';

/** From this many words before the mention on, being early earns nothing. */
const LATE = 12;
const NOTHING_TO_SAY = 1;

export const family: Labeler = {
  id: 'family',
  utility(prompt, response) {
    const facts = factsOf(prompt);
    if (facts === null || !isAnswer(facts, response)) return -1;
    const check = checkFacts(facts, response);
    if (check.wrong.some((wrong) => wrong.slot === 'family')) return -1;
    if (facts.family === undefined) return NOTHING_TO_SAY;
    if (!check.said.includes('family')) return 0;
    return 1 + 2 * Math.max(0, 1 - wordsBeforeMention(facts, response) / LATE);
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
