/** Heads on states that were read once: the loss against its twin, the gradient by finite differences, and what a fit comes to. */
import { expect, it } from 'vitest';
import { centred, fitHead, headLoss, headScores } from '../../../src/rl/rewards/heads.ts';
import { randomArray } from '../../gpu/harness.ts';
import { plackettLuce } from './plackettLuce.ts';

const DIM = 5;
const stateOf = (seed: number) => Float64Array.from(randomArray(DIM, seed));
const rankingOf = (seed: number, tiers: readonly number[]) => ({
  states: tiers.map((_, at) => stateOf(seed * 10 + at)),
  tiers,
});
const LOG = [rankingOf(1, [0, 1, 2]), rankingOf(2, [1, 0, 0, 2]), rankingOf(3, [0, 0])];
const dot = (one: Float64Array, other: Float64Array) =>
  one.reduce((sum, value, at) => sum + value * other[at], 0);

it('has the loss of its twin and the gradient of its loss, ties among it', () => {
  const head = stateOf(99);
  const { loss, gradient } = headLoss(LOG, head, 0.3);
  const twin = LOG.map(
    ({ states, tiers }) =>
      plackettLuce(
        states.map((state) => dot(head, state)),
        tiers,
      ).loss,
  );
  expect(loss).toBeCloseTo(twin.reduce((sum, one) => sum + one, 0) / 3 + 0.15 * dot(head, head), 12);
  for (let d = 0; d < DIM; d++) {
    const moved = (by: number) => headLoss(LOG, head.with(d, head[d] + by), 0.3).loss;
    expect(gradient[d]).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 7);
  }
});

it('ends where nothing is left to learn, and finds an order that the states hold', () => {
  const truth = stateOf(7);
  const log = Array.from({ length: 12 }, (_, at) => {
    const states = [0, 1, 2, 3].map((answer) => stateOf(1000 + at * 4 + answer));
    const worth = states.map((state) => dot(truth, state));
    return { states, tiers: worth.map((one) => worth.filter((other) => other > one).length) };
  });
  const head = fitHead(log, 0.01);
  expect(Math.hypot(...headLoss(log, head, 0.01).gradient)).toBeLessThan(1e-5);
  expect(dot(head, truth) / Math.hypot(...head) / Math.hypot(...truth)).toBeGreaterThan(0.9);
});

it('scores 0 ± 1, and states that are all alike at 0', () => {
  const states = centred([1, 2, 3, 4].map(stateOf));
  const scores = headScores(stateOf(5), states);
  expect(scores.reduce((sum, score) => sum + score, 0)).toBeCloseTo(0, 12);
  expect(scores.reduce((sum, score) => sum + score ** 2, 0) / 4).toBeCloseTo(1, 12);
  expect(headScores(stateOf(5), centred([stateOf(1), stateOf(1)]))).toEqual([0, 0]);
});
