import { describe, expect, it } from 'vitest';
import { family } from '../../../src/rl/labelers/family.ts';
import { NO_FAMILY, ranked } from './ranked.ts';

describe('family', () => {
  it('prefers the fact early, then late, then not at all, then wrong', () => {
    const answers = [
      'Family-friendly: The Eagle, a cheap Italian pub.',
      'The Eagle is a family-friendly pub with cheap Italian food.',
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
    // Three words stand before the fact: the name, "is" and "a". Read as the fact, the name would give 4.
    expect(family.utility(prompt, 'The Happy Family is a child-friendly pub.')).toBe(1);
  });
});
