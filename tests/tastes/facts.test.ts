import { describe, expect, it } from 'vitest';
import { facts } from '../../src/tastes/facts.ts';

describe('facts', () => {
  const prompt = 'name: The Eagle, type: pub, food: Italian, price: cheap\n';

  const utility = (text: string) => facts.utility(prompt, text);

  it('counts the prompt’s own words 1, other wording ½, and takes 1 off for what is wrong', () => {
    expect(utility('The Eagle is a cheap Italian pub.')).toBe(1);
    expect(utility('The Eagle is an inexpensive Italian pub.')).toBe(3.5 / 4);
    expect(utility('The Eagle is an Italian pub.')).toBe(3 / 4);
    expect(utility('The Eagle is a French pub.')).toBe(1 / 4);
    expect(utility('The Eagle is a cheap Italian pub by the river.')).toBeCloseTo(3 / 4 - 2 * 0.03);
    expect(utility('')).toBe(-1);
  });

  it('takes a little off for each word beyond two a fact', () => {
    const eleven = 'In town there is a cheap Italian pub called The Eagle.';
    expect(utility(eleven)).toBeCloseTo(1 - 3 * 0.03);
    expect(utility(`${eleven} Do come by.`)).toBeCloseTo(1 - 6 * 0.03);
  });

  it('never gains from leaving a fact out to be brief', () => {
    const all = 'There is a pub in town which is called The Eagle and it is cheap and serves Italian food.';
    const brief = 'There is a pub in town which is called The Eagle and it is cheap.';
    expect(utility(all)).toBeGreaterThan(utility(brief));
  });

  it('gains nothing from saying a fact twice', () => {
    expect(utility('The Eagle is an Italian pub. The Eagle is an Italian pub.')).toBeLessThanOrEqual(3 / 4);
  });
});
