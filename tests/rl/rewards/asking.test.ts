import { describe, expect, it } from 'vitest';
import { asksModels, canAsk, worthAsking } from '../../../src/rl/rewards/asking.ts';

// Four candidates, two reward models: they are of one mind on 0 and 1, apart on 2 and 3.
const SCORES = [
  [3, -3, 2, -2],
  [3, -3, -2, 2],
];

describe('worthAsking', () => {
  it('asks where reward models are apart', () => {
    expect(worthAsking(SCORES, 2, 'disagreement')).toEqual([2, 3]);
    expect(worthAsking(SCORES, 2, 'information')).toEqual([2, 3]);
  });

  it('learns nothing from a pair that all models call a tie, though it is as near as can be', () => {
    const scores = [
      [0, 0, 1.5, -1.5],
      [0, 0, -1.5, 1.5],
    ];
    expect(worthAsking(scores, 2, 'nearTies')).toEqual([0, 1]);
    expect(worthAsking(scores, 2, 'information')).toEqual([2, 3]);
  });

  it('differs from disagreement where a model is sure by far, which is worth no more than sure', () => {
    // By variance the first pair is worth most; by what an order tells, the second: there the models contradict each other.
    const scores = [
      [30, 0, 1, -1],
      [10, 0, -1, 1],
    ];
    const apart = [0, 1];
    expect(worthAsking(scores, 2, 'disagreement')).toContain(apart[0]);
    expect(worthAsking(scores, 2, 'information')).toEqual([2, 3]);
  });

  it('keeps the order of the candidates, and takes all where as many are wanted', () => {
    expect(worthAsking(SCORES, 4, 'nearTies')).toEqual([0, 1, 2, 3]);
    expect(worthAsking([[0, 9, 0.1]], 2, 'nearTies')).toEqual([0, 2]);
  });
});

it('needs two models to say how far they are apart, and one to say what it cannot tell', () => {
  expect([canAsk('disagreement', 1), canAsk('information', 2), canAsk('nearTies', 1)]).toEqual([
    false,
    true,
    true,
  ]);
  expect([asksModels('different'), asksModels('random'), asksModels('information')]).toEqual([
    false,
    false,
    true,
  ]);
});
