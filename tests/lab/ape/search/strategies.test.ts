import { describe, expect, it } from 'vitest';
import { exhaustiveCalls } from '../../../../src/lab/ape/search/exhaustive.ts';
import { filterPlan } from '../../../../src/lab/ape/search/filter.ts';
import { STRATEGIES } from '../../../../src/lab/ape/search/index.ts';
import { STRATEGY_IDS, type StrategyId } from '../../../../src/lab/ape/search/strategy.ts';
import { beta } from '../../../../src/lab/draws.ts';
import { UpperConfidence } from '../../../../src/lab/ape/search/ucb.ts';
import { stream } from '../../../../src/rl/random.ts';
import { armsBoard } from './arms.ts';

/** 30 arms: one right, some half right, most wrong, as instructions are. */
const MEANS = Array.from({ length: 30 }, (_, arm) => (arm === 17 ? 0.9 : arm % 5 === 0 ? 0.4 : 0.05));
const EXAMPLES = 40;
const BUDGET = 150;
const SEEDS = 60;

async function found(id: StrategyId, means: readonly number[], best: number): Promise<number> {
  let right = 0;
  for (let seed = 0; seed < SEEDS; seed++) {
    const budget = id === 'exhaustive' ? exhaustiveCalls(means.length, EXAMPLES) : BUDGET;
    const board = armsBoard(means, { budget, examples: EXAMPLES, seed });
    const [first] = await STRATEGIES[id].run(board, stream(seed, id));
    expect(board.calls).toBeLessThanOrEqual(budget);
    if (first === best) right++;
  }
  return right / SEEDS;
}

describe('strategies on arms with known means, 150 calls of 1,200', () => {
  it('those that drop early find the best more often than uniform', { timeout: 60_000 }, async () => {
    const shares = Object.fromEntries(
      await Promise.all(STRATEGY_IDS.map(async (id) => [id, await found(id, MEANS, 17)] as const)),
    ) as Record<StrategyId, number>;
    expect(shares.exhaustive).toBe(1);
    expect(shares.filter).toBeGreaterThan(shares.uniform);
    expect(shares.halving).toBeGreaterThan(0.9);
    expect(shares.thompson).toBeGreaterThan(0.9);
  });

  it(
    'with near arms, halving is right more often than UCB at the same calls',
    { timeout: 60_000 },
    async () => {
      const near = Array.from({ length: 30 }, (_, arm) => (arm === 4 ? 0.75 : 0.35));
      expect(await found('halving', near, 4)).toBeGreaterThan(await found('ucb', near, 4));
    },
  );

  it.each(STRATEGY_IDS)('%s repeats itself under one seed, and names no arm it never tried', async (id) => {
    const play = async () => {
      const board = armsBoard(MEANS, { budget: 90, examples: EXAMPLES, seed: 5 });
      const best = await STRATEGIES[id].run(board, stream(9, id));
      return { best, calls: board.calls, tried: best.every((arm) => board.seen(arm) > 0) };
    };
    const once = await play();
    expect(once).toEqual(await play());
    expect(once.tried).toBe(true);
    expect(once.best.length).toBeGreaterThan(0);
  });

  it.each(STRATEGY_IDS)(
    '%s gets along with one candidate, one example and a budget of one call',
    async (id) => {
      const board = armsBoard([1], { budget: 1, examples: 1, seed: 1 });
      expect(await STRATEGIES[id].run(board, stream(1, id))).toEqual([0]);
      expect(board.calls).toBe(1);
    },
  );

  it.each(STRATEGY_IDS)(
    '%s ranks negative scores (log-probabilities) without preferring the untried',
    async (id) => {
      const { Board } = await import('../../../../src/lab/ape/search/board.ts');
      const board = new Board({
        judge: async (asks) =>
          asks.map(({ candidate, examples }) => examples.map(() => (candidate.id === 3 ? -1 : -5))),
        examples: Array.from({ length: 20 }, (_, i) => i),
        budget: 200,
      });
      for (let arm = 0; arm < 10; arm++) board.add(`arm ${arm}`, 'given');
      const [first] = await STRATEGIES[id].run(board, stream(2, id));
      expect(first).toBe(3);
    },
  );
});

describe('the filter of Algorithm 1', () => {
  it('plans stages that fit the budget and overlap nowhere', () => {
    const plan = filterPlan(30, 20, 150);
    expect(plan.sizes).toEqual([30, 15, 8, 4, 2]);
    expect(plan.calls).toBeLessThanOrEqual(150);
    expect(plan.subset).toBe(2);
    expect(filterPlan(30, 20, 600).subset).toBe(5);
  });

  it('scores all on the first subset, fewer on each fresh one, and the survivors on the whole set', async () => {
    const board = armsBoard(MEANS, { budget: 1200, examples: 20, seed: 4 });
    const best = await STRATEGIES.filter.run(board, stream(1, 'filter'));
    const seen = board.all.map(({ scores }) => scores.length).sort((a, b) => b - a);
    const { subset } = filterPlan(30, 20, 1200);
    expect(seen.slice(0, 4)).toEqual([20, 20, 4 * subset, 4 * subset]);
    expect(seen.slice(15)).toEqual(Array.from({ length: 15 }, () => subset));
    expect(best).toHaveLength(2);
  });
});

describe('upper confidence bounds', () => {
  it('choose as the code of automatic prompt engineering does', () => {
    const arms = new UpperConfidence(5);
    arms.update([0, 1], [5, 10]);
    arms.update([0, 1, 2, 3], [1, 1, 1, 1]);
    const chosen = arms.choose(3);
    expect(chosen[0]).toBe(4);
    expect(chosen[1]).toBe(1);
    expect(arms.mean(0)).toBe(3);
  });
});

describe('the Beta belief', () => {
  it('has the mean and the variance of its distribution', () => {
    const random = stream(3, 'beta');
    const drawn = Array.from({ length: 20_000 }, () => beta(3, 5, random));
    const mean = drawn.reduce((sum, x) => sum + x, 0) / drawn.length;
    const variance = drawn.reduce((sum, x) => sum + (x - mean) ** 2, 0) / drawn.length;
    expect(mean).toBeCloseTo(3 / 8, 2);
    expect(variance).toBeCloseTo(15 / (64 * 9), 3);
  });
});
