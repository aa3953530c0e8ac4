import { describe, expect, it } from 'vitest';
import { isAnswer } from '../../src/tastes/answer.ts';

describe('isAnswer', () => {
  const facts = { name: 'Café Sicilia' };

  it.each(['Café Sicilia is a pub.', 'Eat at cafe sicilia!'])('takes %j, which names the place', (text) => {
    expect(isAnswer(facts, text)).toBe(true);
  });

  it.each(['', '?!', 'A pub.', 'Café Sicilian is a pub.'])('refuses %j', (text) => {
    expect(isAnswer(facts, text)).toBe(false);
  });

  it('asks only for words when the prompt could not be read', () => {
    expect(isAnswer(null, 'A pub.')).toBe(true);
    expect(isAnswer(null, '...')).toBe(false);
  });
});
