import { describe, expect, it } from 'vitest';
import { shorter } from '../../src/tastes/shorter.ts';
import { PROMPT, ranked } from './ranked.ts';

describe('shorter', () => {
  it('prefers fewer words', () => {
    const answers = [
      'The Eagle: cheap Italian pub.',
      'The Eagle is a cheap Italian pub.',
      'The Eagle is a cheap Italian pub that is good for children.',
      'Somewhere in the town you will find The Eagle, which is a cheap Italian pub that is good for children.',
    ];
    expect(ranked(shorter, answers)).toEqual(answers);
  });

  it('ranks an answer that does not name the place below any of ordinary length', () => {
    const answers = [`The Eagle ${'is a cheap pub and '.repeat(7)}`, 'A pub.'];
    expect(ranked(shorter, answers)).toEqual(answers);
  });

  it('does not let a nameless answer gain by rambling either', () => {
    const rambling = 'It is a cheap pub. '.repeat(12);
    expect(shorter.utility(PROMPT, rambling)).toBe(-60);
  });
});
