/** The methods that learn from rankings, and online DPO: an iteration of each, in parts, stopped, and undone. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../../src/gpu/device.ts';
import { dpo } from '../../../src/rl/algorithms/dpo/dpo.ts';
import { dpoListwise } from '../../../src/rl/algorithms/dpoListwise/dpoListwise.ts';
import { ipo } from '../../../src/rl/algorithms/ipo/ipo.ts';
import { kto } from '../../../src/rl/algorithms/kto/kto.ts';
import { onlineDpo } from '../../../src/rl/algorithms/onlineDpo/onlineDpo.ts';
import { orpo } from '../../../src/rl/algorithms/orpo/orpo.ts';
import type { Settings } from '../../../src/rl/algorithms/settings.ts';
import { simpo } from '../../../src/rl/algorithms/simpo/simpo.ts';
import { defaultsOf } from '../../../src/rl/fields.ts';
import { reading, type Readers } from '../../../src/rl/runs/events.ts';
import { dryDeviceLike, measureMemory } from '../../../src/rl/runs/memory.ts';
import { RlhfRun } from '../../../src/rl/runs/run.ts';
import type { Algorithm } from '../../../src/rl/training/algorithm.ts';
import { NonFiniteError } from '../../../src/rl/training/nonFinite.ts';
import { testGpu } from '../../gpu/harness.ts';
import { TINY_CONFIG, TINY_PROMPTS, tinyModels } from '../../model/tinyModel.ts';
import { rankingsBy, TINY_SETTINGS, weightsOf } from '../tinyRun.ts';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await testGpu();
});

const SMALL = { rolloutBatch: 8, preferenceBatch: 8, onlineGroup: 4, minibatches: 2, learningRate: 1e-3 };

const settingsOf = (algorithm: Algorithm, change: object = {}): Settings => ({
  ...TINY_SETTINGS,
  ...defaultsOf(algorithm.fields),
  ...SMALL,
  ...change,
});

/** Seven rankings, one of them partial and one with a tie. */
function start(algorithm: Algorithm, change: object = {}, readers: Readers = {}) {
  const models = tinyModels(gpu);
  const run = new RlhfRun(models, TINY_PROMPTS, settingsOf(algorithm, change), reading(readers), algorithm);
  const [first, second, ...others] = rankingsBy('a', 7);
  run.setPreferences([{ ...first, tiers: [[3], [0]] }, { ...second, tiers: [[3], [1, 2], [0]] }, ...others]);
  return { models, run };
}

/** The loss where the policy is the reference, where that has one. */
const METHODS: readonly (readonly [string, Algorithm, number | null])[] = [
  ['DPO', dpo, Math.log(2)],
  ['DPO on whole rankings', dpoListwise, null],
  ['IPO', ipo, 25],
  ['KTO', kto, 0.5],
  ['ORPO', orpo, null],
  ['SimPO', simpo, null],
  ['online DPO', onlineDpo, null],
];

describe.each(METHODS)('%s', (_, method, loss) => {
  it('tells what it declares, all of it finite, and has learned something', async () => {
    const told: string[] = [];
    // What several voices of the reward tell is no method's own.
    const { run } = start(
      method,
      { rewardBag: false },
      { stage: ({ stage }) => void (stage !== 'idle' && told.push(stage)) },
    );
    const [before] = await weightsOf(run);
    const { values } = (await run.iterate())!;
    const own = method.stages.map(({ name }) => name);
    expect(told).toEqual(method.needs.reward ? ['fit', ...own] : own);
    const names = Object.keys(values).filter((name) => !name.startsWith('utility/'));
    const declared = Object.keys(method.metrics);
    // Texts of the tiny model need not have four words.
    expect(names.toSorted()).toEqual(declared.filter((name) => names.includes(name)).toSorted());
    expect(declared.filter((name) => !names.includes(name) && name !== 'nudge/distinct_4')).toEqual([]);
    expect(values['objective/kl']).toBeCloseTo(0, 5);
    expect(values.episode).toBe(8);
    if (loss !== null && method !== ipo) expect(Math.abs(values.loss! - loss)).toBeLessThan(0.05);
    expect((await weightsOf(run))[0]).not.toEqual(before);
  });

  it('has the same gradient and numbers in parts, which cut nothing that is together', async () => {
    const moments = async (microBatch: number) => {
      const { run, models } = start(method, { minibatches: 1, learningRate: 0, microBatch });
      const { values } = (await run.iterate())!;
      return { m: await models.optimizer.m.read(), values };
    };
    const [whole, parts] = [await moments(0), await moments(3)];
    if (loss !== null) expect(whole.values.loss).toBeCloseTo(loss, 4);
    for (const [name, value] of Object.entries(whole.values))
      expect(parts.values[name as keyof typeof parts.values], name).toBeCloseTo(value, 4);
    const largest = Math.max(...[...whole.m.values()].flatMap((m) => [...m].map(Math.abs)));
    expect(largest).toBeGreaterThan(1e-5);
    for (const [name, values] of whole.m)
      parts.m
        .get(name)!
        .forEach((value, i) => expect(Math.abs(value - values[i])).toBeLessThan(1e-5 * Math.max(1, largest)));
  });

  it('has its bytes in what a run takes', async () => {
    const device = dryDeviceLike(gpu);
    const request = { config: TINY_CONFIG, settings: settingsOf(method), promptTokens: [4, 7], device };
    const use = await measureMemory({ ...request, algorithm: method });
    expect(use.parts.method).toBeGreaterThan(0);
    expect(use.parts.activations).toBeGreaterThan(0);
  });
});

it('DPO learns the order, in pairs and in whole rankings', async () => {
  for (const method of [dpo, dpoListwise]) {
    const { run } = start(method, {
      minibatches: 1,
      preferenceBatch: 40,
      preferenceBeta: 1,
      rolloutBatch: 4,
    });
    for (let i = 0; i < 10; i++) await run.iterate();
    const [first, last] = [run.history[0].values, run.history[9].values];
    expect(last.loss, method.name).toBeLessThan(0.6 * first.loss!);
    expect(last['rewards/accuracies'], method.name).toBeGreaterThan(0.9);
    expect(last['rewards/margins'], method.name).toBeGreaterThan(1);
  }
});

it.each(['sample', 'draw', 'update'])('stopped in %s, KTO goes on to the same end', async (stage) => {
  const straight = start(kto);
  await straight.run.iterate();
  let stop = true;
  const { run } = start(
    kto,
    {},
    { progress: ({ task, done }) => void (task === stage && done > 0 && stop && run.cancel(stage)) },
  );
  await run.iterate().catch((error: unknown) => expect(error).toMatchObject({ name: 'AbortError' }));
  stop = false;
  while (run.iteration < 1) await run.iterate();
  expect(run.history).toEqual(straight.run.history);
  expect(await weightsOf(run)).toEqual(await weightsOf(straight.run));
});

it('a step that is not finite is undone', async () => {
  const { run } = start(dpo);
  await run.iterate();
  const before = await weightsOf(run);
  run.configure(settingsOf(dpo, { learningRate: Infinity }));
  await expect(run.iterate()).rejects.toThrow(NonFiniteError);
  expect(await weightsOf(run)).toEqual(before);
  expect(run.nextStage).toBe('sample');
});
