import { expect, test } from 'vitest';
import { mismatchOf } from '../../../src/rl/training/importance.ts';
import verl from '../../fixtures/libraries/importance-verl.json';
import { caseOf, cut } from '../../fixtures/libraryCases.ts';

const trainer = [Float32Array.of(-1, -2, -0.5, 9), Float32Array.of(-3, 9, 9, 9)];
const sampler = [[-1, -3, -0.25], [-30]];

test('a token weighs π ÷ π_sampler, up to the cap', () => {
  const { importance, values } = mismatchOf(trainer, sampler, 2);
  expect(importance).toEqual([[1, 2, Math.exp(-0.25)], [2]]);
  expect(values).toEqual({
    'sampling/sampling_logp_difference/mean': (0 + 1 + 0.25 + 27) / 4,
    'sampling/sampling_logp_difference/max': 27,
    'sampling/importance_sampling_ratio/mean': (1 + 2 + Math.exp(-0.25) + 2) / 4,
    'sampling/importance_sampling_ratio/max': 2,
  });
});

test('without a cap nothing is weighed, and the ratios are told as they are, 20 nats at most', () => {
  const { importance, values } = mismatchOf(trainer, sampler, 0);
  expect(importance).toBeNull();
  expect(values['sampling/importance_sampling_ratio/max']).toBe(Math.exp(20));
});

test('on average over what the sampler draws, the weights undo that it drew them', () => {
  const [policy, drawnBy] = [
    [0.5, 0.3, 0.2],
    [0.3, 0.3, 0.4],
  ];
  const worth = [1, -2, 3];
  const { importance } = mismatchOf(
    policy.map((p) => [Math.log(p)]),
    drawnBy.map((p) => [Math.log(p)]),
    2,
  );
  const mean = (of: readonly number[], by: readonly number[]) => of.reduce((sum, x, i) => sum + x * by[i], 0);
  const weighed = worth.map((x, i) => x * importance![i][0]);
  expect(mean(weighed, drawnBy)).toBeCloseTo(mean(worth, policy), 12);
  expect(mean(worth, drawnBy)).not.toBeCloseTo(mean(worth, policy), 1);
});

test('the weights are verl’s by tokens, cut off above; its others are made of the same ratios', () => {
  const { lengths, oldLogp, samplerLogp } = verl.batches.policy;
  const weights = (cap: number) =>
    mismatchOf(cut(lengths, oldLogp), cut(lengths, samplerLogp), cap).importance!.map((of) => [...of]);
  type Expected = { weights: number[]; metrics: { rollout_is_mean: number } };
  const near = (name: string, found: readonly number[]) => {
    const { expected } = caseOf<Expected>(verl, name);
    found.forEach((weight, i) => expect(weight, `${name}, ${i}`).toBeCloseTo(expected.weights[i], 7));
    return expected.metrics.rollout_is_mean;
  };
  const mean = (of: readonly number[]) => of.reduce((sum, value) => sum + value, 0) / of.length;
  const cut15 = weights(1.5).flat();
  near('token, truncated at 1.5', cut15);
  // Told before it is divided by.
  expect(
    near(
      'token, mean of one',
      cut15.map((weight) => weight / mean(cut15)),
    ),
  ).toBeCloseTo(mean(cut15), 6);
  const free = weights(Infinity);
  near(
    'token, zero outside 0.75 to 1.5',
    free.flat().map((weight) => (weight >= 0.75 && weight <= 1.5 ? weight : 0)),
  );
  const product = (of: readonly number[]) => of.reduce((all, weight) => all * weight, 1);
  near(
    'sequence, truncated at 1.5',
    free.flatMap((of) => of.map(() => Math.min(1.5, product(of)))),
  );
  expect(verl.cases).toHaveLength(4);
});
