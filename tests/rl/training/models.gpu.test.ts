/**
 * Runs that train adapters, run in little memory, or both: one copy of the weights, the same algorithm, and the same
 * numbers where nothing but memory differs.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { WeightChunk } from '../../../src/files/folder/weightFiles.ts';
import { toFloat16Bytes, toFloat32 } from '../../../src/files/safetensors/dtype.ts';
import type { Gpu } from '../../../src/gpu/device.ts';
import { readF32 } from '../../../src/gpu/queue.ts';
import type { Tensor } from '../../../src/gpu/tensor.ts';
import { ParameterLayout } from '../../../src/model/layout.ts';
import { PpoIteration } from '../ppoParts.ts';
import { contextLength, Models } from '../../../src/rl/training/models.ts';
import { RewardFit } from '../../../src/rl/rewards/rewardFit.ts';
import { adapterReaders, savedParameters } from '../../../src/rl/runs/trained.ts';
import { RlhfRun } from '../../../src/rl/runs/run.ts';
import type { Settings } from '../../../src/rl/algorithms/settings.ts';
import { Turns } from '../../../src/rl/training/turns.ts';
import { randomArray, testGpu } from '../../gpu/harness.ts';
import { TINY_CONFIG, TINY_PROMPTS, tinySource, tinyTensors } from '../../model/tinyModel.ts';
import { rankingsBy, rewardsOf, TINY_SETTINGS } from '../tinyRun.ts';

const LORA: Settings = { ...TINY_SETTINGS, method: 'lora', loraRank: 4, loraAlpha: 8, learningRate: 3e-3 };

let gpu: Gpu;
beforeAll(async () => {
  gpu = await testGpu();
});

/** With the reward models beside them. */
const all = (models: Models) => ({ models, rewards: rewardsOf(models) });

const create = (settings: Settings) => new Models(gpu, tinySource(), settings);

/** Every weight of a file in chunks of an odd length, which share one array as a reader's do. */
async function* chunks(tensors: ReadonlyMap<string, Float32Array>): AsyncGenerator<WeightChunk> {
  const room = new Float32Array(37);
  for (const { name, shape } of new ParameterLayout(TINY_CONFIG).entries) {
    const values = tensors.get(name)!;
    for (let start = 0; start < values.length; start += room.length) {
      const piece = values.subarray(start, start + room.length);
      room.set(piece);
      yield { name, shape, start, values: room.subarray(0, piece.length) };
    }
  }
}

async function trained(models: Models): Promise<Map<string, Float32Array>> {
  const numbers = new Map<string, Float32Array>();
  for (const [set, parameters] of savedParameters(all(models))) {
    for (const [name, values] of await parameters.read()) numbers.set(`${set}/${name}`, values);
  }
  return numbers;
}

/** Bytes of buffers that are alive, by what they are. */
function buffersOf(models: Models): Map<GPUBuffer, Tensor> {
  const tensors = models.reference.layout.units.flatMap(({ name }) => [
    models.reference.view(name),
    models.policy.view(name),
    rewardsOf(models).first.weights.view(name),
  ]);
  return new Map(tensors.map((tensor) => [tensor.buffer, tensor]));
}

describe('models with adapters', () => {
  it('have one copy of the weights, and train a few numbers beside it', () => {
    const models = create(LORA);
    const full = create(TINY_SETTINGS);
    expect(buffersOf(models).size).toBe(1);
    expect(buffersOf(full).size).toBe(3);
    const names = [...savedParameters(all(models))].map(([set, { layout }]) => [set, layout.entries.length]);
    // Four layers with two matrices each, and the head: value has a bias, score none.
    expect(names).toEqual([
      ['policy', 10],
      ['policy.m', 10],
      ['policy.v', 10],
      ['reward', 9],
      ['reward.m', 9],
      ['reward.v', 9],
    ]);
    expect(models.policy.parameters.layout.parameters).toBeLessThan(full.policy.parameters.layout.parameters);
    expect([...adapterReaders(all(models), 'policy').keys()]).toContain('h.0.mlp.c_fc.lora_B');
    expect(() => adapterReaders(all(full), 'policy')).toThrow(/no adapters/);
  });

  it('start as the base: no divergence in the first rollout', async () => {
    const models = create(LORA);
    await rewardsOf(models).first.reset(() => 0.1);
    const iteration = new PpoIteration(models, new Turns(), LORA);
    const scored = await iteration.score(await iteration.sample(TINY_PROMPTS, 1, LORA), LORA);
    expect(scored.stats.every(({ kl }) => kl === 0)).toBe(true);
    const row = await iteration.update(scored, 1, LORA);
    expect(row.values['nudge/first_ratio']).toBe(1);
    const again = await iteration.score(await iteration.sample(TINY_PROMPTS, 2, LORA), LORA);
    expect(again.stats.some(({ kl }) => kl !== 0)).toBe(true);
  });

  it('leave the base as it is, go back to it, and draw their start from the seed', async () => {
    const models = create(LORA);
    const base = await models.reference.read();
    const start = await trained(models);
    await rewardsOf(models).first.reset(() => 0.1);
    const iteration = new PpoIteration(models, new Turns(), LORA);
    await iteration.update(
      await iteration.score(await iteration.sample(TINY_PROMPTS, 1, LORA), LORA),
      1,
      LORA,
    );
    expect(await models.reference.read()).toEqual(base);
    expect((await trained(models)).get('policy/h.0.attn.c_attn.lora_B')).not.toEqual(
      start.get('policy/h.0.attn.c_attn.lora_B'),
    );
    await models.resetPolicy();
    const policyOf = (numbers: Map<string, Float32Array>) =>
      new Map([...numbers].filter(([name]) => name.startsWith('policy')));
    expect(policyOf(await trained(models))).toEqual(policyOf(start));
    const other = await trained(create({ ...LORA, seed: 2 }));
    await models.resetPolicy(2);
    expect(policyOf(await trained(models))).toEqual(policyOf(other));
    expect(other.get('policy/h.0.attn.c_attn.lora_A')).not.toEqual(
      start.get('policy/h.0.attn.c_attn.lora_A'),
    );
  });

  it('roll back to the last good iteration', async () => {
    const models = create(LORA);
    const parameters = models.policy.parameters;
    parameters.write('h.0.attn.c_attn.lora_B', 0, randomArray(48 * 4, 3));
    models.keepGood();
    const good = await trained(models);
    parameters.write('h.0.attn.c_attn.lora_B', 5, Float32Array.of(Number.NaN));
    expect(await models.policyIsSound()).toBe(false);
    models.rollBack();
    expect(await models.policyIsSound()).toBe(true);
    expect(await trained(models)).toEqual(good);
  });

  it('learn an order', async () => {
    // By themselves: without a bag of tokens that has learned it, too.
    const settings: Settings = { ...LORA, rewardEpochs: 12, rewardLearningRate: 1e-2, rewardBag: false };
    const models = create(settings);
    const fit = new RewardFit(models, rewardsOf(models), new Turns());
    const reference = ['fox', 'over'].map((text) => ({
      prompt: [1],
      response: Array.from(text, (_, i) => i + 1),
    }));
    const agreement = await fit.fit(rankingsBy('a', 16), reference, settings);
    expect(agreement!.heldOut.accuracy).toBeGreaterThan(0.9);
  });

  it('raise the score that they are trained for', async () => {
    const settings: Settings = { ...LORA, rewardEpochs: 12, rewardLearningRate: 1e-2, rolloutBatch: 32 };
    const run = new RlhfRun(create(settings), TINY_PROMPTS, settings);
    run.setPreferences(rankingsBy('a', 16));
    for (let i = 0; i < 12; i++) await run.iterate();
    const scores = run.history.map(({ values }) => values['objective/scores']!);
    expect(Math.min(...scores.slice(-3))).toBeGreaterThan(Math.max(...scores.slice(0, 3)) + 0.3);
  });

  it('repeat a run to the bit', async () => {
    const runs: Map<string, Float32Array>[] = [];
    const settings: Settings = { ...LORA, recompute: true, microBatch: 3, weightStorage: 'f16' };
    for (let run = 0; run < 2; run++) {
      const models = create(settings);
      const rlhf = new RlhfRun(models, TINY_PROMPTS, settings);
      rlhf.setPreferences(rankingsBy('a', 6));
      for (let i = 0; i < 3; i++) await rlhf.iterate();
      runs.push(await trained(models));
    }
    expect(runs[1]).toEqual(runs[0]);
    expect([...runs[0].values()].every((values) => values.every(Number.isFinite))).toBe(true);
  });
});

describe('weights that come in chunks', () => {
  it.each(['full', 'lora'] as const)('are those of the file: %s', async (method) => {
    const settings: Settings = { ...LORA, method };
    const whole = create(settings);
    const streamed = new Models(gpu, { ...tinySource(), tensors: undefined }, settings);
    await streamed.load(chunks(tinyTensors()));
    expect(await streamed.reference.read()).toEqual(await whole.reference.read());
    expect(await trained(streamed)).toEqual(await trained(whole));
  });

  it('are rounded for base and policy alike, so that nothing diverges at the start', async () => {
    const settings: Settings = { ...TINY_SETTINGS, weightStorage: 'f16' };
    const models = new Models(gpu, { ...tinySource(), tensors: undefined }, settings);
    await models.load(chunks(tinyTensors()));
    const rounded = (values: Float32Array) => toFloat32(toFloat16Bytes(values), 'F16');
    const policy = await models.policy.parameters.read();
    const name = 'h.0.mlp.c_fc.weight';
    expect(policy.get(name)).toEqual(rounded(tinyTensors().get(name)!));
    expect(policy.get('wpe.weight')).toEqual(tinyTensors().get('wpe.weight'));
    await rewardsOf(models).first.reset(() => 0.1);
    expect((await rewardsOf(models).first.parameters.read()).get(name)).toEqual(policy.get(name));
    const iteration = new PpoIteration(models, new Turns(), settings);
    const scored = await iteration.score(await iteration.sample(TINY_PROMPTS, 1, settings), settings);
    expect(scored.stats.every(({ kl }) => kl === 0)).toBe(true);
    await models.resetPolicy();
    expect(await models.policy.parameters.read()).toEqual(policy);
  });

  it('must all come, with the sizes of the model', async () => {
    const load = (change: (tensors: Map<string, Float32Array>) => void) => {
      const tensors = tinyTensors();
      change(tensors);
      return new Models(gpu, { ...tinySource(), tensors: undefined }, LORA).load(chunks(tensors));
    };
    const name = 'h.0.ln_1.bias';
    await expect(load((tensors) => tensors.set(name, new Float32Array(0)))).rejects.toThrow(/ln_1\.bias/);
    await expect(load((tensors) => tensors.set(name, new Float32Array(15)))).rejects.toThrow(/part of it/);
    await expect(load((tensors) => tensors.set(name, new Float32Array(17)))).rejects.toThrow(/17 elements/);
  });
});

describe('the size of things', () => {
  it('gives the KV cache as many tokens as asked for, and no more than the model has', async () => {
    expect(contextLength(TINY_CONFIG, 0)).toBe(32);
    expect(contextLength(TINY_CONFIG, 20)).toBe(20);
    expect(contextLength(TINY_CONFIG, 99)).toBe(32);
    expect(contextLength({ ...TINY_CONFIG, positions: 32_768 }, 0)).toBe(1024);
    const models = create({ ...TINY_SETTINGS, contextLength: 12 });
    const ids = models.encodePrompt('ab');
    const [short] = await models.answers('current', ids, 1, { ...TINY_SETTINGS, maxNewTokens: 9 }, 1);
    const [long] = await create(TINY_SETTINGS).answers(
      'current',
      ids,
      1,
      { ...TINY_SETTINGS, maxNewTokens: 9 },
      1,
    );
    expect(short.tokens).toEqual(long.tokens);
    await expect(
      models.answers('current', ids, 1, { ...TINY_SETTINGS, maxNewTokens: 10 }, 1),
    ).rejects.toThrow(/12 positions/);
  });

  it('leaves the tensors of one gradient in use while another is read', async () => {
    const models = create(LORA);
    const copy = models.copyPolicy('copy');
    copy.parameters.write('value.bias', 0, Float32Array.of(3));
    expect(await readF32(gpu, models.policy.view('value.bias'))).toEqual(Float32Array.of(0));
    expect(await readF32(gpu, copy.view('value.bias'))).toEqual(Float32Array.of(3));
    expect(copy.view('wte.weight').buffer).toBe(models.reference.view('wte.weight').buffer);
  });
});
