/** What samples where the sampler is not the trainer: whose log-probabilities, how far off, and what weighing mends. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../../src/gpu/device.ts';
import { HalfWeights } from '../../../src/model/base.ts';
import { shapeFor } from '../../../src/model/sequences.ts';
import { Models, SAMPLING_STREAMS, toSequence } from '../../../src/rl/training/models.ts';
import { TokenReader } from '../../../src/rl/training/read.ts';
import type { SamplerWeights } from '../../../src/rl/training/sampler.ts';
import { Turns } from '../../../src/rl/training/turns.ts';
import { readF32 } from '../../../src/gpu/queue.ts';
import { testGpu } from '../../gpu/harness.ts';
import { TINY_PROMPTS, tinyModels, tinySource } from '../../model/tinyModel.ts';
import { PpoIteration } from '../ppoParts.ts';
import { TINY_SETTINGS } from '../tinyRun.ts';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await testGpu();
});

/** Mean |log π of the trainer − log π told by the sampler| over tokens of a rollout. */
async function apart(models: Models, by: SamplerWeights): Promise<number> {
  const ids = TINY_PROMPTS.map((prompt) => models.encodePrompt(prompt));
  const { rollout: stream } = SAMPLING_STREAMS;
  const made = await models.rollout('current', ids, 1, TINY_SETTINGS, stream, { by });
  const sequences = made.map(({ tokens }, row) => toSequence(ids[row], tokens, models.config.eos));
  const reader = new TokenReader(models, { logp: { under: 'policy', what: 'logp' } });
  const width = TINY_SETTINGS.maxNewTokens;
  const { columns } = await reader.read(sequences, shapeFor(sequences, width), TINY_SETTINGS.temperature);
  const logp = await readF32(gpu, columns.logp);
  reader.free();
  const gaps = made.flatMap((of, row) => of.logp.map((value, t) => Math.abs(value - logp[row * width + t])));
  return gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
}

describe('the sampler', () => {
  it.each(['full', 'lora'] as const)('is the coarser the further from the trainer: %s', async (method) => {
    const models = new Models(gpu, tinySource(), { ...TINY_SETTINGS, method });
    const found: number[] = [];
    for (const by of ['same', 'f16', 'int8', 'int4'] as const) found.push(await apart(models, by));
    // The trainer itself, but for the order in which it adds; then each by its own.
    expect(found[0]).toBeLessThan(1e-5);
    expect(found[1]).toBeGreaterThan(5e-5);
    for (const at of [1, 2, 3]) expect(found[at]).toBeGreaterThan(4 * found[at - 1]);
    expect(await apart(models, 'same')).toBe(found[0]);
  });

  it('on a base in half precision is that base, and rounds on from it', async () => {
    const models = new Models(gpu, tinySource(), {
      ...TINY_SETTINGS,
      method: 'lora',
      weightStorage: 'f16',
    });
    expect(models.reference).toBeInstanceOf(HalfWeights);
    expect(await apart(models, 'f16')).toBe(await apart(models, 'same'));
    expect(await apart(models, 'int8')).toBeGreaterThan(1e-3);
  });

  it('follows the policy, and is rounded anew for each rollout', async () => {
    const models = tinyModels(gpu);
    const before = await apart(models, 'int8');
    const { parameters } = models.policy;
    const weights = await parameters.readTensor('wte.weight');
    parameters.write(
      'wte.weight',
      0,
      weights.map((value) => 3 * value),
    );
    const after = await apart(models, 'int8');
    expect(after).not.toBe(before);
    // A copy of what the policy was would be nats away.
    expect(after).toBeLessThan(0.2);
  });
});

describe('PPO with a sampler that is not the trainer', () => {
  it('tells how far off it is, weighs tokens up to the cap, and starts at a ratio of 1 all the same', async () => {
    const run = async (importanceCap: number) => {
      const settings = { ...TINY_SETTINGS, samplerWeights: 'int4', importanceCap } as const;
      const iteration = new PpoIteration(tinyModels(gpu), new Turns(), settings);
      const rollout = await iteration.sample(TINY_PROMPTS, 1, settings);
      const scored = await iteration.score(rollout, settings);
      return { scored, values: (await iteration.update(scored, 1, settings)).values };
    };
    const { scored, values } = await run(1.05);
    const logp = await readF32(gpu, scored.experience.logp);
    const { responseLength: width } = scored.experience;
    const weights = scored.sampled!.map((of, row) =>
      of.map((value, t) => Math.min(1.05, Math.exp(logp[row * width + t] - value))),
    );
    expect(scored.mismatch!.importance!.flat()).toEqual(weights.flat());
    expect(weights.flat()).toContain(1.05);
    expect(values['nudge/first_ratio']).toBe(1);
    expect(values['sampling/importance_sampling_ratio/max']).toBe(1.05);
    expect(values['sampling/sampling_logp_difference/mean']).toBeGreaterThan(0.01);
    const off = await run(0);
    expect(off.scored.mismatch!.importance).toBeNull();
    // The weights are in the loss and nowhere else.
    expect(off.values['objective/scores']).toBe(values['objective/scores']);
    expect(off.values['loss/policy_avg']).not.toBe(values['loss/policy_avg']);
  });
});
