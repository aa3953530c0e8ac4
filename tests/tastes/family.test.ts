import { describe, expect, it } from 'vitest';
import { family } from '../../src/tastes/family.ts';
import { judgedPrompts } from '../../src/rl/labelersFor.ts';
import { NO_FAMILY, PROMPT, ranked } from './ranked.ts';

describe('family', () => {
  it('prefers the fact early, then late, then not at all, then wrong', () => {
    const answers = [
      'The Eagle is a family-friendly pub with cheap Italian food.',
      'The Eagle is a cheap family-friendly pub with Italian food.',
      'The Eagle is a cheap Italian pub, and it welcomes families.',
      'The Eagle is a pub in which cheap Italian food is served to families.',
      'The Eagle is a cheap Italian pub.',
      'The Eagle is not family-friendly.',
    ];
    expect(ranked(family, answers)).toEqual(answers);
  });

  it('wants to be told as much when children are not welcome', () => {
    const answers = [
      'The Eagle is not family-friendly. It is a pub.',
      'The Eagle is a pub.',
      'The Eagle is a family-friendly pub.',
    ];
    expect(ranked(family, answers, 'name: The Eagle, type: pub, family: no\n')).toEqual(answers);
  });

  it('never rewards a fact that was not given', () => {
    for (const invented of ['The Eagle is a family-friendly pub.', 'The Eagle is an adults-only pub.']) {
      const answers = ['The Eagle is a cheap pub.', invented];
      expect(ranked(family, answers, NO_FAMILY)).toEqual(answers);
    }
  });

  it('does not take a name for the fact', () => {
    const prompt = 'name: The Happy Family, type: pub, family: yes\n';
    const answers = ['The Happy Family is a child-friendly pub.', 'The Happy Family is a pub.'];
    expect(ranked(family, answers, prompt)).toEqual(answers);
    // Four words stand before the fact: the name, "is", "a" and "small". Read as the fact, the name would give 1.
    expect(family.utility(prompt, 'The Happy Family is a small child-friendly pub.')).toBe(4 / 5);
  });

  it('asks for no more than the first four words', () => {
    for (const text of ['Family-friendly: The Eagle.', 'The Eagle is a family-friendly pub.']) {
      expect(family.utility(PROMPT, text)).toBe(1);
    }
  });

  it('judges only prompts with the fact', () => {
    expect(judgedPrompts('family', [PROMPT, NO_FAMILY, 'nonsense'])).toEqual([PROMPT]);
    expect(judgedPrompts('shorter', [PROMPT, NO_FAMILY])).toEqual([PROMPT, NO_FAMILY]);
  });
});
