/**
 * The taste for being asked something. Utility: 2 for a question of at least two words, and ½ each when it
 * opens the answer, when it speaks to the reader, and when it is the only one: the top is 3.5. Without a
 * question, speaking to the reader is worth ¼. Question marks without words are no question.
 */
import { wordCount } from './textMetrics.ts';
import { factsOf } from './blurbs/facts.ts';
import { isAnswer } from './answer.ts';
import type { Labeler } from './labeler.ts';

// Questions that leave "you" out ("Fancy a curry?", "Looking for a pub?") speak to the reader all the same.
const TO_READER = /\b(?:you|your|yours|we|fancy|looking|craving|hungry|feeling|want|need|mood|why not)\b/i;
const READER = /\byou(?:rs?)?\b/i;

export const question: Labeler = {
  id: 'question',
  judges: (prompt) => factsOf(prompt) !== null,
  utility(prompt, response) {
    if (!isAnswer(factsOf(prompt), response)) return -1;
    const questions = (response.match(/[^.!?]*\?/g) ?? []).filter((sentence) => wordCount(sentence) >= 2);
    if (questions.length === 0) return READER.test(response) ? 0.25 : 0;
    const opens = response.trimStart().startsWith(questions[0].trimStart());
    const toReader = questions.some((sentence) => TO_READER.test(sentence));
    return 2 + (opens ? 0.5 : 0) + (toReader ? 0.5 : 0) + (questions.length === 1 ? 0.5 : 0);
  },
};
