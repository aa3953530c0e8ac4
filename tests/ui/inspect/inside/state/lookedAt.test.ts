/** What is asked of answers beside an iteration's, and what a comparison tells by itself. */
import { expect, test } from 'vitest';
import type { Comparison } from '../../../../../src/rl/runs/compare.ts';
import { formulasOf } from '../../../../../src/ui/inspect/inside/state/formulas.ts';
import { lookedAt, readingOf } from '../../../../../src/ui/inspect/inside/state/lookedAt.ts';
import { readQuantities, rowsOf } from '../../../../../src/ui/inspect/inside/state/tokenRows.ts';
import type { AnswerSet } from '../../../../../src/ui/rank/state/rankingStore.ts';

const answer = (text: string) => ({ text, tokens: [1, 2], finished: true, iteration: 0 });
const current = {
  requestId: 'one',
  prompt: 'name: The Eagle',
  answers: [answer('A'), null, answer('C')],
  complete: [true, false, true],
} as unknown as AnswerSet;

const comparison: Comparison = {
  prompt: 'name: The Eagle',
  iteration: 3,
  base: { text: 'A', tokens: [{ text: 'A', logp: -1, logpRef: -1 }], score: null },
  current: {
    text: 'A b',
    score: null,
    tokens: [
      { text: 'A', logp: -1, logpRef: -1.5 },
      { text: ' b', logp: -2, logpRef: -1 },
    ],
  },
};

test('answers to rank are asked about blind, and only those that are whole', () => {
  const looked = lookedAt('ranking', { current, last: null }, null);
  expect(looked).toMatchObject({
    asked: { prompt: 'name: The Eagle', answers: [{ text: 'A' }, { text: 'C' }], blind: true },
    places: [0, 2],
  });
  const none = { ...current, complete: [false, false, false] };
  expect(lookedAt('ranking', { current: none, last: null }, null)).toBeNull();
  expect(lookedAt('last', { current, last: null }, comparison)).toBeNull();
  expect(lookedAt('comparison', { current, last: null }, comparison)?.asked).toEqual({
    compared: comparison.prompt,
  });
});

test('a comparison alone has log π, log π_ref and KL, with their formulas and no others', () => {
  const reading = readingOf(comparison);
  expect(reading).toMatchObject({ iteration: 3, unscored: 'unfitted' });
  const rows = rowsOf(reading.answers[1], null);
  expect(readQuantities(rows)).toEqual(['logp', 'logpRef', 'kl']);
  expect(rows.map(({ kl }) => kl)).toEqual([0.5, -1]);
  const formulas = formulasOf(rows[1], null, { attribution: null });
  expect(formulas.map(({ id }) => id)).toEqual(['kl', 'k3']);
  // e − 1 + (−1)
  expect(formulas[1].result).toBeCloseTo(Math.E - 2, 12);
});
