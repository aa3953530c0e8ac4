/** A contest's ground: the same again whatever ran before, best-of-n out of the pool, broken numbers as a result. */
import { beforeAll, expect, it } from 'vitest';
import type { Gpu } from '../../../src/gpu/device.ts';
import { Arena, bestOfRun, poolSize } from '../../../src/headless/compare/arena.ts';
import { fitsAlike, shareFit } from '../../../src/headless/compare/sharedFit.ts';
import { loadAlgorithm } from '../../../src/rl/algorithms/index.ts';
import { ALL_METHODS } from '../../../src/rl/algorithms/all.ts';
import { defaultSettings, type Settings } from '../../../src/rl/algorithms/settings.ts';
import { RlhfRun } from '../../../src/rl/runs/run.ts';
import { testGpu } from '../../gpu/harness.ts';
import { TINY_PROMPTS, tinyModels } from '../../model/tinyModel.ts';
import { rankingsBy, TINY_SETTINGS, weightsOf } from '../../rl/tinyRun.ts';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await testGpu();
});

it('trains the same again after another run and after one that broke, and counts what was used', async () => {
  const settings = {
    ...TINY_SETTINGS,
    rater: 'shorter',
    rolloutBatch: 4,
    minibatches: 1,
    rewardEpochs: 1,
  } as const;
  const prompts = { train: TINY_PROMPTS, heldOut: TINY_PROMPTS.slice(0, 2) };
  const ground = { models: tinyModels(gpu), ...prompts, labeler: 'shorter', rankings: 4 } as const;
  const arena = new Arena(ground, settings);
  const log = await arena.rank(settings);
  await arena.begin(settings, log);
  const seed = await arena.measure(settings, log, 4);
  const { base, pool } = seed;
  expect(base.rankings).toBe(4);
  expect(pool.scores).toHaveLength(2 * poolSize(4));
  expect(base.bestOf[0]).toMatchObject({ n: 1, d: 0 });
  expect(base.bestOf[0].proxy).toBeCloseTo(0, 6);
  expect(base.bestOf.at(-1)!.proxy).toBeGreaterThan(base.bestOf[1].proxy);
  const best = bestOfRun(seed, 'bestOfN', 4);
  expect(best.looks[0].score - base.score).toBeCloseTo(base.bestOf.find(({ n }) => n === 4)!.proxy, 6);
  expect(best.used).toMatchObject({ answers: 32, updates: 0 });

  const first = await arena.train(log, settings, 2, new Set([1, 2]));
  expect(first.broken).toBeNull();
  expect(first.looks.map(({ iteration }) => iteration)).toEqual([1, 2]);
  expect(first.used).toMatchObject({ answers: 8, updates: 4, learned: 8 });
  expect(first.used.tokens).toBeGreaterThan(8);
  const broken = await arena.train(log, { ...settings, learningRate: 1e38 }, 2, new Set([2]));
  expect(broken.broken?.iteration).toBeGreaterThan(0);
  expect(broken.looks).toEqual([]);
  const again = await arena.train(log, settings, 2, new Set([1, 2]));
  expect(again.looks).toEqual(first.looks);
  // What judges is as it was, and is another in another seed.
  expect(await arena.judgeDigest()).toBe(base.judge);
  await arena.begin({ ...settings, seed: 2 }, log);
  expect(await arena.judgeDigest()).not.toBe(base.judge);
});

/** The tiny run by a method, with all that the method has of its own. */
function tinySettings(algorithm: Settings['algorithm']): Settings {
  return { ...defaultSettings(false, algorithm), ...TINY_SETTINGS, algorithm, rolloutBatch: 4 };
}

it('gives a run the fit of another and not a bit else than its own, whatever both learned before', async () => {
  const models = tinyModels(gpu);
  const log = rankingsBy('a', 8);
  expect(ALL_METHODS.map(({ id }) => id)).toContain('rloo');
  await loadAlgorithm('rloo');
  const [ppo, rloo] = (['ppo', 'rloo'] as const).map((id): Settings => ({
    ...tinySettings(id),
    seed: 3,
    rewardModels: 2,
  }));
  expect(fitsAlike(ppo, rloo)).toBe(true);
  expect(fitsAlike(ppo, { ...rloo, rewardEpochs: 3 })).toBe(false);
  const begun = (settings: Settings) => {
    const run = new RlhfRun(models, TINY_PROMPTS, settings);
    run.setPreferences(log);
    return run;
  };
  const judge = begun({ ...ppo, seed: 2 });
  await judge.fit();
  await judge.reset(ppo);
  await judge.fit();
  for (const settings of [ppo, rloo]) {
    const [alone, given] = [begun(settings), begun({ ...settings, seed: 2 })];
    await given.fit();
    const results = [];
    for (const run of [alone, given]) {
      await run.reset(settings);
      if (run === given) shareFit(judge, given);
      expect(run.nextStage).toBe(run === given ? 'sample' : 'fit');
      for (let iteration = 0; iteration < 2; iteration++) await run.iterate();
      results.push({ weights: await weightsOf(run), state: run.state });
    }
    expect(results[1]).toEqual(results[0]);
  }
  const single = begun({ ...ppo, rewardModels: 1 });
  expect(() => shareFit(judge, single)).toThrow(/cannot be shared/);
});

it('leaves out what a method samples only to look at, and learns the same', async () => {
  const models = tinyModels(gpu);
  const settings = { ...tinySettings('dpo'), preferenceBatch: 4 };
  await loadAlgorithm('dpo');
  const learned = [];
  for (const unwatched of [false, true]) {
    const run = new RlhfRun(models, TINY_PROMPTS, settings);
    run.setPreferences(rankingsBy('a', 8));
    await run.reset(settings);
    run.kit.unwatched = unwatched;
    for (let iteration = 0; iteration < 2; iteration++) await run.iterate();
    expect(run.history.map(({ values }) => values.episode)).toEqual(unwatched ? [0, 0] : [4, 8]);
    learned.push({ weights: await weightsOf(run), loss: run.history.at(-1)!.values.loss });
  }
  expect(learned[1]).toEqual(learned[0]);
});
