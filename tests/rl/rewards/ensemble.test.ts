/** What the scores of several reward models come to. */
import { expect, it } from 'vitest';
import { combined, ensembleValues, ScoredAnswers } from '../../../src/rl/rewards/ensemble.ts';

const SCORES = [
  [1, 2, 4],
  [3, 2, 1],
];

it('is the mean, less the spread times the caution', () => {
  expect(combined(SCORES)).toEqual([2, 2, 2.5]);
  expect(combined(SCORES, 2)).toEqual([0, 2, -0.5]);
});

it('is untouched of one model, whatever the caution, and nothing is told of it', () => {
  const alone = [0.1, 0.7];
  expect(combined([alone], 3)).toBe(alone);
  expect(ensembleValues([alone])).toEqual({});
});

it('tells how far the members are apart, and how often two order a pair alike', () => {
  const values = ensembleValues(SCORES);
  expect(values['nudge/reward_spread']).toBeCloseTo((1 + 0 + 1.5) / 3, 12);
  // Each pair of answers is ordered otherwise by the second.
  expect(values['nudge/reward_agreement']).toBe(0);
  // Of three: the first and the last agree in all, each with the second in none.
  expect(ensembleValues([...SCORES, [0, 5, 9]])['nudge/reward_agreement']).toBeCloseTo(1 / 3, 12);
  expect(ensembleValues([[1], [2]])['nudge/reward_agreement']).toBeNaN();
});

it('finds scores again by answer, in whatever batch these stand then', () => {
  const scored = new ScoredAnswers();
  const [a, b, c, d] = [{}, {}, {}, {}];
  scored.add([a, b, c], SCORES);
  scored.add([d], [[7], [8]]);
  expect(scored.of([a, b, c])).toEqual(SCORES);
  expect(scored.of([d, b])).toEqual([
    [7, 2],
    [8, 2],
  ]);
  // Scored anew, the newest counts.
  scored.add([b], [[5], [6]]);
  expect(scored.of([b])).toEqual([[5], [6]]);
  expect(scored.of([a, {}])).toBeNull();
  expect(scored.of([])).toBeNull();
});
