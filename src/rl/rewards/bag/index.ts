/** All that a run asks of a bag of tokens: one part, which comes with the first fit that wants one. */
export { learnBag } from './learnBag.ts';
export { bagScores, normalisedBag } from './tokenBag.ts';
