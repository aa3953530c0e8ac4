/** Raters of a taste that ties most texts: as sure as wanted of those that it does not. */
import { expect, it } from 'vitest';
import { agreeingOn, agreementAt } from '../../../bench/asking/noise.ts';
import { stream } from '../../../src/rl/random.ts';

it.each([0.6, 0.8])('two agree on %f of the pairs that their taste orders', (agreement) => {
  const draws = stream(1, 'utilities');
  const utilities = () =>
    Array.from({ length: 300 }, () => Array.from({ length: 4 }, () => (draws.uniform() < 0.2 ? 1 : 0)));
  const [train, heldOut] = [utilities(), utilities()];
  const rater = agreeingOn({ name: 'rare', train, heldOut, sharpness: NaN }, agreement, 1);
  expect(Math.abs(agreementAt(heldOut, rater.sharpness, 2) - agreement)).toBeLessThan(0.04);
});
