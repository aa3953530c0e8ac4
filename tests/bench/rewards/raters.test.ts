/** Noisy raters whose taste is known: how often two agree, and that the same seed says the same. */
import { expect, it } from 'vitest';
import { agreementOf, rank, ratersOf } from '../../../bench/rewards/raters.ts';
import { interval, tally } from '../../../bench/rewards/verdict.ts';
import { stream } from '../../../src/rl/random.ts';

const WORDS = ['rain', 'bus', 'late', 'sorry', 'frogs', 'wifi', 'street', 'mayor', 'gym', 'train'];

function pool() {
  const draws = stream(1, 'texts');
  const text = () => Array.from({ length: 4 + draws.integer(20) }, () => WORDS[draws.integer(10)]).join(' ');
  const sets = (count: number) =>
    Array.from({ length: count }, (_, set) => ({
      prompt: `Late ${set}.`,
      texts: Array.from({ length: 5 }, text),
    }));
  return { train: sets(200), heldOut: sets(100) };
}

it('two raters of one taste agree on the wanted share of pairs, and a taste is told from its noisy rankings', () => {
  const raters = ratersOf(pool(), 2, 0.6, 1);
  expect(raters).toHaveLength(2);
  for (const { heldOut, sharpness } of raters) {
    const [a, b] = ['a', 'b'].map((name) => {
      const draws = stream(2, name);
      return heldOut.map((utility) => rank(utility, sharpness, draws));
    });
    const agreed = a.reduce((sum, tiers, set) => sum + agreementOf(tiers, b[set]), 0) / a.length;
    expect(Math.abs(agreed - 0.6)).toBeLessThan(0.05);
    const { mean, low, high } = interval([[tally(heldOut.flat(), a)]]);
    expect(low).toBeGreaterThan(0.6);
    expect(mean).toBeGreaterThan(low);
    expect(high).toBeGreaterThan(mean);
  }
  expect(ratersOf(pool(), 2, 0.6, 1)).toEqual(raters);
});

it('a tie counts half, for both', () => {
  expect(agreementOf([[0], [1], [2]], [[0], [1], [2]])).toBe(1);
  expect(agreementOf([[0], [1], [2]], [[2], [1], [0]])).toBe(0);
  expect(agreementOf([[0, 1, 2]], [[2], [1], [0]])).toBe(0.5);
  expect(agreementOf([[2], [1], [0]], [[0, 1, 2]])).toBe(0.5);
});
