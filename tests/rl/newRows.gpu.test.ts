/**
 * Batches of other numbers of rows, tokens and sequences: what was compiled for the first serves them all. A pipeline takes
 * longer to compile than a step to run, and hardly two batches of a run have as many rows.
 */
import { describe, expect, it } from 'vitest';
import { openGpu, type Gpu } from '../../src/gpu/device.ts';
import { chooseKernels, chosenKernels } from '../../src/gpu/tuning/families.ts';
import { Recorder } from '../../src/gpu/plan.ts';
import { loadFamily } from '../../src/model/family.ts';
import { bucketRows, createPackedTokens } from '../../src/model/packing.ts';
import { ParameterLayout } from '../../src/model/layout.ts';
import { Optimizer } from '../../src/model/optimizer.ts';
import { Parameters } from '../../src/model/parameters.ts';
import { shapeFor } from '../../src/model/sequences.ts';
import { trunkBackward, trunkForward } from '../../src/model/trunk.ts';
import { RewardFit } from '../../src/rl/rewards/rewardFit.ts';
import { Turns } from '../../src/rl/training/turns.ts';
import { HARDWARE } from '../gpu/kernels/hardwareKernels.ts';
import { lentGpu } from '../gpu/lentDevice.ts';
import { idOf, TINY_LLAMA, TINY_PROMPTS, tinyModels } from '../model/tinyModel.ts';
import { PpoIteration } from './ppoParts.ts';
import { rankingsBy, rewardsOf, TINY_SETTINGS } from './tinyRun.ts';

/** A device of its own with the kernels of a kind of adapter, and all that it compiles, by name and constants. */
async function watched(kind: string): Promise<{ gpu: Gpu; compiled: string[] }> {
  const gpu = await openGpu(lentGpu(), { defaultLimits: true });
  // Which tile a product takes is a matter of its size, on purpose, and there are a handful.
  const { matmul } = chosenKernels(gpu);
  if (kind === 'hardware') chooseKernels(gpu, { ...HARDWARE, matmul });
  const compiled: string[] = [];
  const compile = gpu.device.createComputePipelineAsync.bind(gpu.device);
  gpu.device.createComputePipelineAsync = (descriptor) => {
    compiled.push(`${descriptor.label} ${JSON.stringify(descriptor.compute.constants)}`);
    return compile(descriptor);
  };
  return { gpu, compiled };
}

describe.each(['software', 'hardware'])('the kernels of %s adapters', (kind) => {
  it('serve PPO on batches of any number of rows', async () => {
    const { gpu, compiled } = await watched(kind);
    const models = tinyModels(gpu);
    await rewardsOf(models).first.reset(() => 0.1);
    const ppo = new PpoIteration(models, new Turns(), TINY_SETTINGS);
    const rows = new Set<number>();
    const iterate = async (iteration: number, rolloutBatch: number, maxNewTokens: number) => {
      const settings = { ...TINY_SETTINGS, minibatches: 1, rolloutBatch, maxNewTokens };
      const scored = await ppo.score(await ppo.sample(TINY_PROMPTS, iteration, settings), settings);
      await ppo.update(scored, iteration, settings);
      rows.add(shapeFor(scored.sequences, maxNewTokens).rows);
    };
    await iterate(1, 8, 10);
    compiled.length = 0;
    await iterate(2, 5, 6);
    await iterate(3, 8, 16);
    expect(rows.size).toBe(3);
    expect(compiled).toEqual([]);
  });

  it('serve fits of a reward model on rankings of any number and length', async () => {
    const { gpu, compiled } = await watched(kind);
    const models = tinyModels(gpu);
    const fit = new RewardFit(models, rewardsOf(models), new Turns());
    const reference = ['fox', 'over'].map((text) => ({
      prompt: Array.from('ab ', idOf),
      response: Array.from(text, idOf),
    }));
    await fit.fit(rankingsBy('a', 6), reference, { ...TINY_SETTINGS, rewardBatch: 16 });
    compiled.length = 0;
    await fit.fit(rankingsBy('a', 9), reference, { ...TINY_SETTINGS, rewardBatch: 24 });
    expect(compiled).toEqual([]);
  });

  it('serve a trunk of any number of rows, with all that makes a layer longer', async () => {
    const { gpu, compiled } = await watched(kind);
    await loadFamily(TINY_LLAMA.family);
    const parameters = new Parameters(gpu, new ParameterLayout(TINY_LLAMA), 'step');
    const optimizer = new Optimizer(parameters);
    const record = async (rows: number, sequences: number) => {
      const rec = new Recorder(gpu, 'trunk');
      const packed = createPackedTokens(rec, bucketRows(rows), sequences, TINY_LLAMA);
      const activations = trunkForward(rec, parameters, packed, { keep: true });
      const dHidden = rec.own('dHidden', [packed.rows, TINY_LLAMA.dim]);
      trunkBackward(rec, parameters, optimizer.gradients, activations, dHidden);
      (await rec.finish()).destroy();
    };
    await record(144, 8);
    expect(compiled.length).toBeGreaterThan(10);
    compiled.length = 0;
    await record(300, 12);
    await record(80, 3);
    expect(compiled).toEqual([]);
  });
});
