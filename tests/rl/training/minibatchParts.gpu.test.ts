/** A minibatch that is taken in parts, to fit into memory: the same gradient, metrics and step as the whole. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../../src/gpu/device.ts';
import { shapeFor } from '../../../src/model/sequences.ts';
import { listwiseBatch, listwiseExample, listwiseParts } from '../../../src/rl/rewards/listwiseBatch.ts';
import { Models } from '../../../src/rl/training/models.ts';
import { combineLosses } from '../../../src/rl/algorithms/ppo/loss.ts';
import { ExperienceRecorder, Ppo, PpoIteration } from '../ppoParts.ts';
import type { Settings } from '../../../src/rl/algorithms/settings.ts';
import { Turns } from '../../../src/rl/training/turns.ts';
import { expectClose, randomArray, testGpu } from '../../gpu/harness.ts';
import { TINY_CONFIG, TINY_PROMPTS, tinySource } from '../../model/tinyModel.ts';
import { rankingsBy, rewardsOf, TINY_SETTINGS } from '../tinyRun.ts';

const LORA: Settings = { ...TINY_SETTINGS, method: 'lora', loraRank: 4, loraAlpha: 8, learningRate: 3e-3 };

let gpu: Gpu;
beforeAll(async () => {
  gpu = await testGpu();
});

const create = (settings: Settings) => new Models(gpu, tinySource(), settings);

/** A rollout of the tiny model with everything PPO reads, the same for every way to train on it. */
async function prepare(settings: Settings) {
  const models = create(settings);
  const { parameters } = models.policy;
  parameters.write('value.weight', 0, randomArray(TINY_CONFIG.dim, 11));
  for (const { name, shape } of parameters.layout.entries) {
    if (name.endsWith('lora_B')) parameters.write(name, 0, randomArray(shape[0] * shape[1], 5, 0.1));
  }
  await rewardsOf(models).first.reset(
    () => 0.1,
    () => 0.7,
  );
  const iteration = new PpoIteration(models, new Turns(), settings);
  const rollout = await iteration.sample(TINY_PROMPTS, 1, settings);
  const { sequences } = rollout;
  const recorder = new ExperienceRecorder(models.policy, models.reference);
  const scores = sequences.map((_, row) => Math.sin(row));
  const shape = shapeFor(sequences, settings.maxNewTokens);
  const { experience } = await recorder.compute(sequences, shape, scores, settings, 0.1);
  return { models, sequences, experience };
}

describe.each(['full', 'lora'] as const)('a minibatch in parts: %s', (method) => {
  const base: Settings = { ...LORA, method, learningRate: 0 };

  it('has the gradient and the metrics of the whole', async () => {
    const whole = await prepare(base);
    const rows = whole.sequences.map((_, row) => row);
    const step = async (settings: Settings) => {
      const { models, sequences, experience } = await prepare(settings);
      const metrics = await new Ppo(models.policy, models.optimizer).minibatch(
        sequences,
        experience,
        rows,
        settings,
      );
      // With a learning rate of zero the first moment is a tenth of the clipped gradient.
      return { metrics, moment: await models.optimizer.m.read() };
    };
    const expected = await step(base);
    for (const settings of [
      { ...base, microBatch: 3 },
      { ...base, microBatch: 1, recompute: true },
    ]) {
      const { metrics, moment } = await step(settings);
      for (const [name, values] of expected.moment) expectClose(moment.get(name)!, values, 1e-5);
      expectClose(Object.values(metrics.loss), Object.values(expected.metrics.loss), 1e-5);
      expectClose([metrics.gradNorm], [expected.metrics.gradNorm], 1e-5);
      expect(metrics.skipped).toBe(false);
    }
    const recomputed = await step({ ...base, recompute: true });
    expect(recomputed).toEqual(expected);
  });

  it('of rankings has the gradient and the loss of the whole', async () => {
    const examples = rankingsBy('a', 5).map((ranking) => listwiseExample(ranking, () => [1, 2, 3]));
    // Six places for five rankings: the last part of two is half empty.
    const batch = listwiseBatch(examples, 6, 4);
    const step = async (options: { microBatch?: number; recompute?: boolean }) => {
      const models = create(base);
      const head = randomArray(TINY_CONFIG.dim, 3);
      let next = 0;
      await rewardsOf(models).first.reset(
        () => head[next++],
        () => 0.7,
      );
      const { loss } = await rewardsOf(models).first.step(batch, {
        learningRate: 0,
        weightDecay: 0,
        ...options,
      });
      return { loss, moment: await rewardsOf(models).first.optimizer.m.read() };
    };
    const expected = await step({});
    expect([...expected.moment.values()].some((values) => values.some((value) => value !== 0))).toBe(true);
    for (const microBatch of [1, 2, 4]) {
      const { loss, moment } = await step({ microBatch });
      expectClose([loss], [expected.loss], 1e-6);
      for (const [name, values] of expected.moment) {
        // Zero but for rounding where a constant added to all scores changes no order.
        if (values.some((value) => Math.abs(value) > 1e-7)) expectClose(moment.get(name)!, values, 1e-5);
      }
    }
    expect(await step({ recompute: true })).toEqual(expected);
  });

  it('moves the weights as the whole would, once', async () => {
    const step = async (settings: Settings) => {
      const { models, sequences, experience } = await prepare(settings);
      const start = await models.policy.parameters.read();
      const ppo = new Ppo(models.policy, models.optimizer);
      for (let i = 0; i < 2; i++) await ppo.minibatch(sequences, experience, [4, 2, 7, 1, 0], settings);
      expect(models.optimizer.steps).toBe(2);
      const { parameters } = models.policy;
      return { before: start, after: await parameters.read() };
    };
    const whole = await step({ ...base, learningRate: 1e-4 });
    const parts = await step({ ...base, learningRate: 1e-4, microBatch: 2 });
    let moved = 0;
    let apart = 0;
    for (const [name, values] of whole.after) {
      // Key biases have a gradient of zero but for rounding, which AdamW's first steps divide by itself.
      if (name.endsWith('attn.c_attn.bias')) continue;
      const [from, other] = [whole.before.get(name)!, parts.after.get(name)!];
      values.forEach((value, i) => {
        moved += Math.abs(value - from[i]);
        apart += Math.abs(value - other[i]);
      });
    }
    expect(moved).toBeGreaterThan(0.01);
    expect(apart).toBeLessThan(0.02 * moved);
  });
});

describe('metrics of parts', () => {
  it('are those of the whole, spread included', () => {
    const part = (tokenCount: number, ratioMean: number, ratioVariance: number) =>
      ({ tokenCount, ratioMean, ratioVariance, ratioMax: ratioMean + 1, ratioMin: ratioMean - 1 }) as never;
    const { tokenCount, ratioMean, ratioVariance, ratioMax, ratioMin } = combineLosses([
      part(1, 0, 0),
      part(3, 4, 2),
    ]);
    expect({ tokenCount, ratioMean, ratioVariance, ratioMax, ratioMin }).toEqual({
      tokenCount: 4,
      ratioMean: 3,
      // 1.5 within, 3 between.
      ratioVariance: 4.5,
      ratioMax: 5,
      ratioMin: -1,
    });
  });

  it('leave out parts that only fill the shape', () => {
    const [example] = rankingsBy('a', 1).map((ranking) => listwiseExample(ranking, () => [1]));
    const parts = listwiseParts(listwiseBatch([example], 4, 4), 1);
    expect(parts).toHaveLength(1);
    expect([...parts[0].members.subarray(0, 4)]).toEqual([0, 1, 2, 3]);
  });
});
