/**
 * PPO's loss with all that is off by default, through a whole model of odd sizes: the gradient of every parameter against finite
 * differences of the loss, that of the entropy alone too, and the same from micro-batches.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../../../src/gpu/device.ts';
import type { ModelConfig } from '../../../../src/model/config.ts';
import { ParameterLayout } from '../../../../src/model/layout.ts';
import { shapeFor } from '../../../../src/model/sequences.ts';
import { Models, toSequence } from '../../../../src/rl/training/models.ts';
import type { Settings } from '../../../../src/rl/algorithms/settings.ts';
import { expectClose, randomArray, testGpu } from '../../../gpu/harness.ts';
import { TINY_CONFIG, tinySource } from '../../../model/tinyModel.ts';
import { ExperienceRecorder, Ppo } from '../../ppoParts.ts';
import { TINY_SETTINGS } from '../../tinyRun.ts';

/** Nothing is a whole number of vec4. */
const ODD: ModelConfig = { ...TINY_CONFIG, dim: 14, heads: 2, vocab: 30 };

const FROZEN: Settings = { ...TINY_SETTINGS, temperature: 0.8, learningRate: 0, maxGradNorm: 1e9 };
const ALL: Settings = {
  ...FROZEN,
  klIn: 'loss',
  klEstimator: 'k3',
  klCoefficient: 0.3,
  entropyCoefficient: 0.1,
  dualClip: 3,
};
const ROWS = [3, 0, 4, 1, 2];

let gpu: Gpu;
beforeAll(async () => {
  gpu = await testGpu();
});

/** A policy away from its reference, answers of unequal length, and credit for them that hangs on no policy. */
async function prepare() {
  const { entries } = new ParameterLayout(ODD);
  const tensors = new Map(
    entries.map(({ name, shape }, i) => {
      const count = shape.reduce((product, extent) => product * extent, 1);
      const norm = /ln_\w+\.weight$/.test(name) ? 1 : 0;
      return [name, randomArray(count, i + 1, 0.6).map((value) => value + norm)];
    }),
  );
  const models = new Models(gpu, { ...tinySource(), config: ODD, tensors }, FROZEN);
  const { parameters } = models.policy;
  for (const [i, { name }] of entries.entries()) {
    const noise = randomArray(tensors.get(name)!.length, 50 + i, 0.1);
    parameters.write(
      name,
      0,
      tensors.get(name)!.map((value, at) => value + noise[at]),
    );
  }
  parameters.write('value.weight', 0, randomArray(ODD.dim, 11));
  const sequences = [5, 1, 7, 3, 4].map((length, row) =>
    toSequence(
      [2, 5, 9].slice(row % 3),
      Array.from({ length }, (_, t) => (7 * row + 5 * t + 1) % 28),
      ODD.eos,
    ),
  );
  const recorder = new ExperienceRecorder(models.policy, models.reference);
  const shape = shapeFor(sequences, FROZEN.maxNewTokens);
  const scores = sequences.map((_, row) => Math.sin(row));
  const { experience } = await recorder.compute(sequences, shape, scores, FROZEN, 0.1);
  const importance = gpu.upload(
    'importance',
    randomArray(5 * FROZEN.maxNewTokens, 21).map((value) => value + 1.1),
  );
  const ppo = new Ppo(models.policy, models.optimizer, importance);
  /** With everything but the entropy's coefficient at 0 where that is asked. */
  const step = (settings: Settings, entropyAlone = false) => {
    const advantages = gpu.createTensor('none', [5 * FROZEN.maxNewTokens]);
    const credit = entropyAlone ? { ...experience, advantages } : experience;
    return ppo.minibatch(sequences, credit, ROWS, settings);
  };
  return { models, step };
}

describe('the loss with all that is off by default', () => {
  it.each([
    ['all of it', ALL, false],
    ['the entropy alone', { ...FROZEN, valueCoefficient: 0, entropyCoefficient: 1 }, true],
  ] as const)(
    'has the gradient that finite differences find, parameter by parameter: %s',
    async (_, settings, alone) => {
      const { models, step } = await prepare();
      const { parameters } = models.policy;
      await step(settings, alone);
      const gradients = await models.optimizer.gradients.read();
      const weights = await parameters.read();
      const wrong: string[] = [];
      let seen = 0;
      for (const [name, gradient] of gradients) {
        // Along the gradient the loss changes by its norm: one number for the whole parameter, far above rounding.
        const norm = Math.hypot(...gradient);
        if (norm < 1e-3) continue;
        const [start, h] = [weights.get(name)!, 4e-3];
        const at = async (by: number) => {
          parameters.write(
            name,
            0,
            start.map((value, i) => value + (by * gradient[i]) / norm),
          );
          return (await step(settings, alone)).loss.loss;
        };
        const found = ((await at(h)) - (await at(-h))) / (2 * h);
        parameters.write(name, 0, start);
        seen++;
        if (Math.abs(found - norm) > 0.01 * norm + 3e-4)
          wrong.push(`${name}: ${norm}, by differences ${found}`);
      }
      expect(wrong).toEqual([]);
      expect(seen).toBeGreaterThan(8);
    },
  );

  it('is the same from micro-batches, gradient and all', async () => {
    const run = async (settings: Settings) => {
      const { models, step } = await prepare();
      const { loss } = await step(settings);
      return { loss, moment: await models.optimizer.m.read() };
    };
    const whole = await run(ALL);
    expect(whole.loss.klEstimate).toBeGreaterThan(0);
    for (const microBatch of [2, 1]) {
      const { loss, moment } = await run({ ...ALL, microBatch });
      for (const [name, values] of whole.moment) expectClose(moment.get(name)!, values, 1e-5);
      expectClose(Object.values(loss), Object.values(whole.loss), 1e-5);
    }
  });
});
