import { describe, expect, it } from 'vitest';
import { betaQuantile, interval, meanOf, pulled, UNTRIED } from '../../../src/lab/bandit/arms.ts';
import { armsAfter, bestArm, regrets, rewardKind, type Pull } from '../../../src/lab/bandit/bandit.ts';
import {
  choose,
  STRATEGY_IDS,
  ucb1,
  ucb1Tuned,
  type StrategyId,
} from '../../../src/lab/bandit/strategies.ts';
import { stream } from '../../../src/rl/random.ts';

describe('beliefs', () => {
  it('has the quantiles of Beta', () => {
    // Beta(1, 1) is uniform; Beta(2, 1) has the distribution function x², Beta(1, 2) 1 − (1 − x)².
    expect(betaQuantile(0.025, 1, 1)).toBeCloseTo(0.025, 6);
    expect(betaQuantile(0.81, 2, 1)).toBeCloseTo(0.9, 6);
    expect(betaQuantile(0.75, 1, 2)).toBeCloseTo(0.5, 6);
    expect(betaQuantile(0.5, 50, 50)).toBeCloseTo(0.5, 6);
  });

  it('gets narrower with pulls, and holds the mean', () => {
    let arm = UNTRIED;
    let width = 1;
    for (let n = 1; n <= 2000; n++) {
      arm = pulled(arm, n % 4 === 0 ? 1 : 0);
      if (n % 500 > 0) continue;
      const { low, high } = interval(arm, 'bernoulli');
      expect(low).toBeLessThan(0.25);
      expect(high).toBeGreaterThan(0.25);
      expect(high - low).toBeLessThan(width);
      width = high - low;
    }
    const weighted = interval(arm, 'weighted');
    expect(weighted.high - weighted.low).toBeCloseTo(width, 2);
  });
});

describe('bounds', () => {
  const arm = [1, 0, 1, 1].reduce(pulled, UNTRIED);

  it('is UCB1 as printed', () => {
    expect(meanOf(arm)).toBe(0.75);
    expect(ucb1(arm, 100)).toBeCloseTo(0.75 + Math.sqrt((2 * Math.log(100)) / 4), 12);
  });

  it('is never wider when tuned than a quarter allows', () => {
    expect(ucb1Tuned(arm, 100)).toBeCloseTo(0.75 + Math.sqrt((Math.log(100) / 4) * 0.25), 12);
  });
});

describe('a bandit', () => {
  it('counts regret against the best arm', () => {
    const pulls: Pull[] = [0, 2, 1].map((arm) => ({ arm, reward: 1 }));
    const counted = regrets(pulls, [0.5, 0.75, 0.25]);
    expect(counted).toEqual([0.25, 0.75, 0.75]);
  });

  it('names no best arm before the first pull, nor one that was never pulled', () => {
    expect(bestArm(armsAfter(3, []), 'weighted')).toBeNull();
    expect(bestArm(armsAfter(3, [{ arm: 2, reward: 0 }]), 'weighted')).toBe(2);
  });

  it('tells rewards of 0 and 1 from weighted ones', () => {
    expect(rewardKind([0, 1, 1])).toBe('bernoulli');
    expect(rewardKind([0, 0.2, 1])).toBe('weighted');
  });

  it.each(STRATEGY_IDS)('is the same from the same seed: %s', (id) => {
    expect(played(id, 5, 200)).toEqual(played(id, 5, 200));
  });

  it.each(['ucb', 'ucbTuned', 'thompson', 'greedy'] as const)('tries every arm with %s', (id) => {
    expect(armsAfter(MEANS.length, played(id, 3, 400)).every(({ pulls }) => pulls > 0)).toBe(true);
  });

  it('regrets less, the better it chooses', () => {
    const regret = (id: StrategyId) => {
      const seeds = Array.from({ length: 20 }, (_, seed) => regrets(played(id, seed, 2000), MEANS).at(-1)!);
      return seeds.reduce((sum, value) => sum + value, 0) / seeds.length;
    };
    const [thompson, tuned, greedy, ucb, uniform] = (
      ['thompson', 'ucbTuned', 'greedy', 'ucb', 'uniform'] as const
    ).map(regret);
    expect(thompson).toBeLessThan(greedy);
    expect(tuned).toBeLessThan(greedy);
    expect(greedy).toBeLessThan(uniform);
    expect(ucb).toBeLessThan(uniform);
  });
});

const MEANS = [0.2, 0.3, 0.5, 0.8, 0.4, 0.1];

function played(id: StrategyId, seed: number, count: number): Pull[] {
  const chance = stream(seed, 'test/choose');
  const nature = stream(seed, 'test/reward');
  const pulls: Pull[] = [];
  let arms = armsAfter(MEANS.length, []);
  while (pulls.length < count) {
    const arm = choose(id, arms, chance, { kind: 'bernoulli', epsilon: 0.1 });
    const reward = Number(nature.uniform() < MEANS[arm]);
    pulls.push({ arm, reward });
    arms = arms.map((known, at) => (at === arm ? pulled(known, reward) : known));
  }
  return pulls;
}
