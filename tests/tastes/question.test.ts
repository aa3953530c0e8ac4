import { describe, expect, it } from 'vitest';
import { question } from '../../src/tastes/question.ts';
import { PROMPT, ranked } from './ranked.ts';

describe('question', () => {
  it('prefers one question, to the reader, at the start', () => {
    const answers = [
      'Looking for a cheap pub? The Eagle serves Italian food.',
      'The Eagle serves Italian food. Why not try it?',
      'The Eagle serves Italian food. Who could say no? Or is it not cheap?',
      'You can eat cheap Italian food at The Eagle.',
      'The Eagle is a cheap Italian pub.',
      'Looking for a pub? Why not try it?',
    ];
    expect(ranked(question, answers)).toEqual(answers);
  });

  it('wants words, not question marks', () => {
    const utility = (prompt: string, text: string) => question.utility(prompt, text);
    expect(utility(PROMPT, 'The Eagle is a pub. ????')).toBe(utility(PROMPT, 'The Eagle is a pub.'));
    expect(utility(PROMPT, 'The Eagle is a pub. Really?')).toBe(utility(PROMPT, 'The Eagle is a pub.'));
  });
});
