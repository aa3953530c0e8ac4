/**
 * The methods of docs/extending.md on a device, and one that only samples: with rollouts and from rankings alone, with and
 * without reference, reward model and update. None has a value head. The run, its checkpoints, what it takes and the step
 * profile know none of them.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../src/gpu/device.ts';
import { defaultsOf } from '../../src/rl/fields.ts';
import type { Settings } from '../../src/rl/algorithms/settings.ts';
import { dryDeviceLike, measureMemory, oneIteration } from '../../src/rl/runs/memory.ts';
import { NoRankingError, RlhfRun } from '../../src/rl/runs/run.ts';
import { requireRewardModel } from '../../src/rl/rewards/broughtReward.ts';
import { reading, type Readers } from '../../src/rl/runs/events.ts';
import type { Algorithm } from '../../src/rl/training/algorithm.ts';
import { measureStep } from '../../src/workers/measureStep.ts';
import { testGpu } from '../gpu/harness.ts';
import { TINY_CONFIG, TINY_PROMPTS, tinyModels } from '../model/tinyModel.ts';
import { rankingsBy, TINY_SETTINGS, weightsOf } from '../rl/tinyRun.ts';
import { bestOfN } from './extending/bestOfN.ts';
import { slic } from './extending/slic/slic.ts';
import { reinforce } from './extending/reinforce/reinforce.ts';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await testGpu();
});

function start(algorithm: Algorithm, change: object = {}, readers: Readers = {}) {
  const settings: Settings = { ...TINY_SETTINGS, ...defaultsOf(algorithm.fields), ...SMALL, ...change };
  const models = tinyModels(gpu);
  const run = new RlhfRun(models, TINY_PROMPTS, settings, reading(readers), algorithm);
  run.setPreferences(rankingsBy('a', 7));
  return { models, run, settings };
}

const SMALL = { rolloutBatch: 8, minibatches: 2, learningRate: 1e-3 };

/** Numbers of an iteration, whatever its method calls them. */
async function iterate(run: RlhfRun): Promise<Readonly<Record<string, number>>> {
  return (await run.iterate())!.values;
}

describe.each([
  ['REINFORCE', reinforce, ['fit', 'sample', 'learn']],
  ['SLiC', slic, ['draw', 'update']],
  ['best of n', bestOfN, ['fit', 'sample']],
])('%s', (_, method, stages) => {
  it('goes through its stages, repeats, and goes on from what was saved', async () => {
    const told: string[] = [];
    const { run } = start(method, {}, { stage: ({ stage }) => void (stage !== 'idle' && told.push(stage)) });
    await run.iterate();
    expect(told).toEqual(stages);
    await run.iterate();
    const again = start(method);
    await again.run.iterate();
    const weights = await weightsOf(again.run);
    const { state } = again.run;
    await again.run.iterate();
    expect(again.run.history).toEqual(run.history);
    expect(weights).not.toEqual(await weightsOf(start(method).run));

    again.run.state = JSON.parse(JSON.stringify(state)) as typeof state;
    expect(again.run.iteration).toBe(1);
    expect(again.run.nextStage).toBe(stages.at(method.needs.reward ? 1 : 0));
  });

  it('has its bytes in the estimate, to the byte of what its steps make', async () => {
    const { settings, models } = start(method);
    const promptTokens = [4, 7];
    const request = { config: TINY_CONFIG, settings, promptTokens, device: dryDeviceLike(gpu) };
    const use = await measureMemory({ ...request, algorithm: method });
    expect(use.method).toBe(method.name);
    expect(Object.values(use.parts).reduce((sum, bytes) => sum + bytes, 0)).toBe(use.total);
    const parts = await measureMemory({
      ...request,
      settings: { ...settings, microBatch: 1 },
      algorithm: method,
    });
    if (method === bestOfN) expect(parts.parts.activations).toBeLessThanOrEqual(use.parts.activations);
    else expect(parts.parts.activations).toBeLessThan(use.parts.activations);
    await oneIteration(models, promptTokens, settings, [], method);
  });
});

it('their steps are timed as the run takes them; what takes none says so', async () => {
  for (const [method, responses] of [
    [reinforce, 4],
    [slic, 8],
  ] as const) {
    const { run } = start(method);
    const measured = await measureStep(run);
    expect(measured.responses, method.name).toBe(responses);
    expect(measured.kernels!.some(({ kernel }) => kernel === method.id)).toBe(true);
  }
  await expect(measureStep(start(bestOfN).run)).rejects.toThrow(/Best of n takes no step/);
});

describe('SLiC', () => {
  it('waits for rankings, and asks for no reward model', async () => {
    const { run } = start(slic);
    run.setPreferences(rankingsBy('a', 3));
    expect(run.canGoOn).toBe(false);
    await expect(run.iterate()).rejects.toThrow(NoRankingError);
    run.addPreferences(rankingsBy('a', 4, 3));
    expect(run.canGoOn).toBe(true);
    await run.iterate();
    expect(run.rewards.fitted).toBe(false);
    expect(run.needsFit).toBe(true);
  });

  it('has no reward model in memory nor in the estimate, takes none, and gives no scores', async () => {
    const { run, settings } = start(slic, { rewardModels: 3 });
    expect(run.rewards.members).toEqual([]);
    expect(run.state).toMatchObject({ rewards: [], rewardSteps: 0 });
    expect([...run.rewards.savedParameters().keys()]).toEqual([]);
    await run.reset(settings);
    const estimate = (algorithm: Algorithm, rewardModels: number) =>
      measureMemory({
        config: TINY_CONFIG,
        settings: { ...settings, rewardModels },
        promptTokens: [4, 7],
        device: dryDeviceLike(gpu),
        algorithm,
      });
    expect(await estimate(slic, 3)).toEqual(await estimate(slic, 1));
    const needy: Algorithm = { ...slic, needs: { ...slic.needs, reward: true } };
    const [own, one, two] = [await estimate(slic, 1), await estimate(needy, 1), await estimate(needy, 2)];
    // A reward model is as large in weights and moments as the next.
    for (const part of ['weights', 'moments'] as const)
      expect(one.parts[part] - own.parts[part], part).toBe(two.parts[part] - one.parts[part]);
    expect(one.parts.weights).toBeGreaterThan(own.parts.weights);

    expect(() => requireRewardModel(slic, 'theirs')).toThrow(/SLiC learns without a reward model.*theirs/);
    expect(() => requireRewardModel(needy, 'theirs')).not.toThrow();
    await expect(run.rewards.score([{ prompt: [1], response: [2] }])).rejects.toThrow('No reward model.');
  });

  it('starts at 1 and learns the order', async () => {
    const { run } = start(slic, { minibatches: 1, rolloutBatch: 40, slicBeta: 1 });
    const first = await iterate(run);
    expect(first['slic/loss']).toBeCloseTo(1, 6);
    expect(first['slic/margin']).toBeCloseTo(0, 6);
    let last = first;
    for (let i = 0; i < 12; i++) last = await iterate(run);
    expect(last['slic/loss']).toBeLessThan(0.5);
    expect(last['slic/accuracy']).toBeGreaterThan(0.9);
    expect(last['slic/margin']).toBeGreaterThan(1);
  });

  it.each([1, 2, 5])(
    'has the same gradient in parts of at most %i answers: no pair is cut',
    async (microBatch) => {
      const moments = async (change: object) => {
        const { run, models } = start(slic, { minibatches: 1, learningRate: 0, ...change });
        const values = await iterate(run);
        return { m: await models.optimizer.m.read(), values };
      };
      const [whole, parts] = [await moments({ microBatch: 0 }), await moments({ microBatch })];
      expect(parts.values['slic/loss']).toBeCloseTo(whole.values['slic/loss'], 6);
      expect(Math.max(...[...whole.m.values()].flatMap((m) => [...m].map(Math.abs)))).toBeGreaterThan(1e-4);
      for (const [name, values] of whole.m)
        parts.m.get(name)!.forEach((value, i) => expect(Math.abs(value - values[i])).toBeLessThan(1e-6));
    },
  );

  it('reads answers that are longer than its own may be', async () => {
    const { run } = start(slic, { maxNewTokens: 4, minibatches: 1 });
    expect((await iterate(run))['slic/loss']).toBeCloseTo(1, 6);
  });

  it.each(['draw', 'update'])('stopped in %s goes on to the same end', async (stage) => {
    const straight = start(slic);
    await straight.run.iterate();
    let stop = true;
    const { run } = start(
      slic,
      {},
      { progress: ({ task, done }) => void (task === stage && done > 0 && stop && run.cancel(stage)) },
    );
    await run.iterate().catch((error: unknown) => expect(error).toMatchObject({ name: 'AbortError' }));
    stop = false;
    while (run.iteration < 1) await run.iterate();
    expect(run.history).toEqual(straight.run.history);
    expect(await weightsOf(run)).toEqual(await weightsOf(straight.run));
  });
});
