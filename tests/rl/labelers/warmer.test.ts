import { describe, expect, it } from 'vitest';
import { warmer } from '../../../src/rl/labelers/warmer.ts';
import { expectOrder, PROMPT } from './expectOrder.ts';

describe('warmer', () => {
  it('counts kinds of warmth, then milder signs', () => {
    expectOrder(warmer, [
      'A warm welcome is waiting at The Eagle, a lovely cheap Italian pub. You will be glad you came.',
      'The Eagle is a lovely, cosy Italian pub.',
      'The Eagle is a lovely Italian pub.',
      'You will find cheap Italian food at The Eagle!',
      'You will find cheap Italian food at The Eagle.',
      'The Eagle is a cheap Italian pub.',
      'Lovely, lovely, cosy.',
    ]);
  });

  it('gains nothing from repeating a word', () => {
    const { utility } = warmer;
    expect(utility(PROMPT, 'The Eagle is a lovely lovely lovely pub.')).toBe(
      utility(PROMPT, 'The Eagle is a lovely pub.'),
    );
  });
});
