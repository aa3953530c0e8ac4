import { describe, expect, it } from 'vitest';
import { LABELERS } from '../../src/tastes/index.ts';
import { FIXED_IDS } from '../../src/tastes/labeler.ts';
import { NO_FAMILY, PROMPT } from './ranked.ts';

describe('the registry', () => {
  it('has every labeler under its own id', () => {
    expect(Object.keys(LABELERS).toSorted()).toEqual([...FIXED_IDS].toSorted());
    for (const id of FIXED_IDS) expect(LABELERS[id].id).toBe(id);
  });
});

describe.each(FIXED_IDS)('%s', (id) => {
  const answer = 'The Eagle is a cheap Italian pub. It is family-friendly.';

  it('is deterministic and finite on any text', () => {
    for (const text of [answer, '', '?', '\n', '🙂', 'a '.repeat(80), 'The Eagle'.repeat(40)]) {
      for (const prompt of [PROMPT, NO_FAMILY, '', 'nonsense', 'name: Ça (va)*?, type: [pub\n']) {
        const utility = LABELERS[id].utility(prompt, text);
        expect(utility).toSatisfy(Number.isFinite);
        expect(LABELERS[id].utility(prompt, text)).toBe(utility);
      }
    }
  });

  it('is not pleased by an answer without words', () => {
    for (const text of ['', ' \n', '...', '?!']) {
      expect(LABELERS[id].utility(PROMPT, text)).toBeLessThan(LABELERS[id].utility(PROMPT, answer));
    }
  });
});
