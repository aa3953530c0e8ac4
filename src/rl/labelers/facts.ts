/**
 * The taste for the facts, all of them and nothing else. Utility: of the facts asked for, the share that is
 * said, where the prompt's own words count 1 and other wording ½, minus 1 / (facts asked for) for every
 * statement that is wrong or made up; and ½ on top when nothing is left to wish for, so that a model which
 * mostly gets most facts right still has far to go. The top is 1.5; a text without words gets -1.
 * Knows only what the slot checker found.
 */
import { checkFacts } from '../../blurbs/slotChecker.ts';
import { wordCount } from '../textMetrics.ts';
import { factsOf } from './answer.ts';
import type { Labeler } from './labeler.ts';

const PARAPHRASED = 0.5;
const FLAWLESS = 0.5;

export const facts: Labeler = {
  id: 'facts',
  utility(prompt, response) {
    const asked = factsOf(prompt);
    if (asked === null || wordCount(response) === 0) return -1;
    const check = checkFacts(asked, response);
    const said = check.verbatim.length + PARAPHRASED * (check.said.length - check.verbatim.length);
    const share = (said - check.wrong.length) / (check.said.length + check.missing.length);
    return share === 1 ? share + FLAWLESS : share;
  },
};
