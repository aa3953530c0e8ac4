import { describe, expect, it } from 'vitest';
import {
  dpoBeta,
  evenMinibatches,
  fixedUnfinishedScore,
  microBatch,
  pairEpochs,
  pairsPerRanking,
  perTokenKl,
  promptEpochs,
  promptRepeats,
  promptRowsNeeded,
  scoreRange,
} from '../../src/cluster/convert.ts';

describe('units of the KL', () => {
  it('turns nats a response into nats a token', () => {
    expect(perTokenKl(6, 24)).toBe(0.25);
    expect(perTokenKl(4, 13.4)).toBeCloseTo(0.298507, 6);
  });

  it('refuses responses without tokens', () => {
    expect(() => perTokenKl(6, 0)).toThrow(RangeError);
  });

  it('gives the same beta in both units when responses are equally long', () => {
    // The adaptive controller with target and KL in either unit: only their ratio counts.
    const step = (kl: number, target: number) =>
      0.15 * (1 + Math.max(-0.2, Math.min(0.2, kl / target - 1)) * 0.5);
    expect(step(6.6 / 24, perTokenKl(6, 24))).toBeCloseTo(step(6.6, 6), 12);
  });

  it('scales beta by the spread of the scores for DPO', () => {
    expect(dpoBeta(0.15, 0.4)).toBeCloseTo(0.06, 12);
    // Same optimum: the policy that PPO's objective is highest for among three, by brute force over a grid.
    const raw = [0.1, 0.9, 0.4];
    const [mean, std, beta] = [0.45, 0.4, 0.15];
    const optimum = (reward: number[], weight: number) => {
      const tilted = reward.map((value) => Math.exp(value / weight));
      const sum = tilted.reduce((a, b) => a + b, 0);
      return tilted.map((value) => value / sum);
    };
    const ppo = optimum(
      raw.map((value) => (value - mean) / std),
      beta,
    );
    optimum(raw, dpoBeta(beta, std)).forEach((share, i) => expect(share).toBeCloseTo(ppo[i], 10));
  });
});

describe('batches', () => {
  it.each([
    [32, 2, { count: 2, size: 16 }],
    [32, 5, { count: 4, size: 8 }],
    [7, 3, { count: 1, size: 7 }],
    [4, 9, { count: 4, size: 1 }],
  ])('divides %i responses into at most %i minibatches evenly', (batch, wanted, expected) => {
    expect(evenMinibatches(batch, wanted)).toEqual(expected);
  });

  it('computes gradients of a divisor of the minibatch at a time', () => {
    expect(microBatch(16, 0)).toBe(8);
    expect(microBatch(12, 0)).toBe(6);
    expect(microBatch(16, 5)).toBe(4);
    expect(microBatch(3, 8)).toBe(3);
  });

  it('repeats prompts until whole batches and 100 rows more are there', () => {
    expect(promptRowsNeeded(32)).toBe(132);
    expect(promptRepeats(30, 132)).toBe(5);
    expect(promptRepeats(400, 132)).toBe(1);
    expect(() => promptRepeats(0, 132)).toThrow('no prompts');
  });

  it('counts passes over the prompts', () => {
    expect(promptEpochs(100, 32, 160)).toBe(20);
    expect(promptEpochs(1, 32, 400)).toBe(1);
  });
});

describe('rankings as pairs', () => {
  it('counts them', () => {
    expect([2, 4, 8].map(pairsPerRanking)).toEqual([1, 6, 28]);
  });

  it('shows each answer as often as the page does', () => {
    expect(pairEpochs(6, 4)).toBe(2);
    expect(pairEpochs(2, 4)).toBe(1);
    expect(pairEpochs(3, 2)).toBe(3);
  });
});

describe('scores', () => {
  it('sets an unfinished response to an average one less the penalty', () => {
    expect(fixedUnfinishedScore(1)).toBe(-1);
    expect(fixedUnfinishedScore(0)).toBeNull();
    expect(fixedUnfinishedScore(1, 0.25)).toBe(-0.75);
  });

  it('leaves room for the penalty in the range of scores', () => {
    expect(scoreRange(2, 1)).toEqual([-2, 2]);
    expect(scoreRange(2, 3)).toEqual([-3, 2]);
    expect(scoreRange(0, 1)).toEqual([-1e6, 1e6]);
    expect(scoreRange(2, 1, 0.25)).toEqual([-1.75, 2.25]);
  });
});
