import { describe, expect, it } from 'vitest';
import { family } from '../../../src/rl/labelers/family.ts';
import { expectOrder, NO_FAMILY } from './expectOrder.ts';

describe('family', () => {
  it('prefers the fact early, then late, then not at all, then wrong', () => {
    expectOrder(family, [
      'Family-friendly: The Eagle, a cheap Italian pub.',
      'The Eagle is a family-friendly pub with cheap Italian food.',
      'The Eagle is a cheap Italian pub, and it welcomes families.',
      'The Eagle is a pub in which cheap Italian food is served to families.',
      'The Eagle is a cheap Italian pub.',
      'The Eagle is not family-friendly.',
    ]);
  });

  it('wants to be told as much when children are not welcome', () => {
    expectOrder(
      family,
      [
        'The Eagle is not family-friendly. It is a pub.',
        'The Eagle is a pub.',
        'The Eagle is a family-friendly pub.',
      ],
      'name: The Eagle, type: pub, family: no\n',
    );
  });

  it('never rewards a fact that was not given', () => {
    for (const invented of ['The Eagle is a family-friendly pub.', 'The Eagle is an adults-only pub.']) {
      expectOrder(family, ['The Eagle is a cheap pub.', invented], NO_FAMILY);
    }
  });

  it('does not take a name for the fact', () => {
    const prompt = 'name: The Happy Family, type: pub, family: yes\n';
    expectOrder(family, ['The Happy Family is a child-friendly pub.', 'The Happy Family is a pub.'], prompt);
    // Three words stand before the fact: the name, "is" and "a". Read as the fact, the name would give 3.
    expect(family.utility(prompt, 'The Happy Family is a child-friendly pub.')).toBe(2.5);
  });
});
