import { describe, expect, it } from 'vitest';
import { facts } from '../../../src/rl/labelers/facts.ts';

describe('facts', () => {
  const prompt = 'name: The Eagle, type: pub, food: Italian, price: cheap\n';

  it('counts the prompt’s own words 1, other wording ½, and takes 1 off for what is wrong', () => {
    const utility = (prompt: string, text: string) => facts.utility(prompt, text);
    expect(utility(prompt, 'The Eagle is a cheap Italian pub.')).toBe(1.5);
    expect(utility(prompt, 'The Eagle is an inexpensive Italian pub.')).toBe(3.5 / 4);
    expect(utility(prompt, 'The Eagle is an Italian pub.')).toBe(3 / 4);
    expect(utility(prompt, 'The Eagle is a French pub.')).toBe(1 / 4);
    expect(utility(prompt, 'The Eagle is a cheap Italian pub by the river.')).toBe(3 / 4);
    expect(utility(prompt, '')).toBe(-1);
  });

  it('gains nothing from saying a fact twice', () => {
    const utility = (prompt: string, text: string) => facts.utility(prompt, text);
    expect(utility(prompt, 'The Eagle is an Italian pub. The Eagle is an Italian pub.')).toBe(3 / 4);
  });
});
