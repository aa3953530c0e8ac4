import { describe, expect, it } from 'vitest';
import { warmer } from '../../src/tastes/warmer.ts';
import { PROMPT, ranked } from './ranked.ts';

describe('warmer', () => {
  it('counts kinds of warmth, then milder signs', () => {
    const answers = [
      'A warm welcome is waiting at The Eagle, a lovely cheap Italian pub. You will be glad you came.',
      'The Eagle is a lovely, cosy Italian pub.',
      'The Eagle is a lovely Italian pub.',
      'You will find cheap Italian food at The Eagle!',
      'You will find cheap Italian food at The Eagle.',
      'The Eagle is a cheap Italian pub.',
      'Lovely, lovely, cosy.',
    ];
    expect(ranked(warmer, answers)).toEqual(answers);
  });

  it('gains nothing from repeating a word', () => {
    const utility = (prompt: string, text: string) => warmer.utility(prompt, text);
    expect(utility(PROMPT, 'The Eagle is a lovely lovely lovely pub.')).toBe(
      utility(PROMPT, 'The Eagle is a lovely pub.'),
    );
  });
});
