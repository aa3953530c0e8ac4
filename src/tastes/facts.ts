/**
 * The taste of someone who checks a blurb against the list of facts: all of them, in the list's own words, and
 * nothing else. Utility: of the facts asked for, the share that is said, where the prompt's own words count 1 and
 * other wording ½, minus 1 / (facts asked for) for every statement that is wrong or made up, minus 0.03 for every
 * word beyond two a fact. With eight facts, the most a prompt has, one is still worth four words, so leaving
 * one out to be brief does not pay. The top is 1; a text without words gets -1.
 * Knows only what the slot checker found, and how long the text is.
 */
import { checkFacts } from './blurbs/slotChecker.ts';
import { wordCount } from './textMetrics.ts';
import { factsOf } from './blurbs/facts.ts';
import type { Labeler } from './labeler.ts';

const PARAPHRASED = 0.5;
/** "food: Italian" is said in two words: "Italian food". */
const WORDS_A_FACT = 2;
const WASTED_WORD = 0.03;

export const facts: Labeler = {
  id: 'facts',
  judges: (prompt) => factsOf(prompt) !== null,
  utility(prompt, response) {
    const asked = factsOf(prompt);
    const words = wordCount(response);
    if (asked === null || words === 0) return -1;
    const check = checkFacts(asked, response);
    const count = check.said.length + check.missing.length;
    const said = check.verbatim.length + PARAPHRASED * (check.said.length - check.verbatim.length);
    const wasted = Math.max(0, words - WORDS_A_FACT * count);
    return (said - check.wrong.length) / count - WASTED_WORD * wasted;
  },
};
