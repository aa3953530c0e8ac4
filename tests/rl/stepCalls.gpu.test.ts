/**
 * What a training step asks of WebGPU once it has run before: it replays. Nothing is created, there is one submit
 * a step, and the next step is submitted before the numbers of the last have come back.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { openGpu, type Gpu } from '../../src/gpu/device.ts';
import { Recorder } from '../../src/gpu/plan.ts';
import { submit } from '../../src/gpu/queue.ts';
import { loadFamily } from '../../src/model/family.ts';
import type { ModelConfig } from '../../src/model/config.ts';
import { ParameterLayout } from '../../src/model/layout.ts';
import { ADAMW_DEFAULTS, Optimizer } from '../../src/model/optimizer.ts';
import { createPackedTokens, writePacked } from '../../src/model/packing.ts';
import { Parameters } from '../../src/model/parameters.ts';
import { trunkBackward, trunkForward } from '../../src/model/trunk.ts';
import { PpoIteration } from './ppoParts.ts';
import { RewardFit } from '../../src/rl/rewards/rewardFit.ts';
import type { Settings } from '../../src/rl/algorithms/settings.ts';
import { Turns } from '../../src/rl/training/turns.ts';
import { CallLog, CREATING } from '../gpu/callLog.ts';
import { lentGpu } from '../gpu/lentDevice.ts';
import { idOf, TINY_CONFIG, TINY_LLAMA, TINY_PROMPTS, tinyModels } from '../model/tinyModel.ts';
import { rankingsBy, rewardsOf, TINY_SETTINGS } from './tinyRun.ts';

let gpu: Gpu;
let log: CallLog;
beforeAll(async () => {
  gpu = await openGpu(lentGpu(), { defaultLimits: true });
  log = new CallLog(gpu.device);
});

/** Recorded plans of trunk and optimizer for a model of some layers. */
async function recordStep(model: ModelConfig, layers: number) {
  const config = { ...model, layers };
  const parameters = new Parameters(gpu, new ParameterLayout(config), 'step');
  const optimizer = new Optimizer(parameters);
  const rows = 144;
  const rec = new Recorder(gpu, 'trunk');
  const packed = createPackedTokens(rec, rows, 8, config);
  const activations = trunkForward(rec, parameters, packed, { keep: true });
  const dHidden = gpu.createTensor('dHidden', [rows, config.dim]);
  trunkBackward(rec, parameters, optimizer.gradients, activations, dHidden);
  const update = new Recorder(gpu, 'update');
  optimizer.record(update);
  writePacked(gpu, packed, 8, [[1, 2, 3]], config);
  optimizer.prepare(ADAMW_DEFAULTS);
  return { trunk: await rec.finish(), update: await update.finish() };
}

describe('a training step', () => {
  it.each([
    ['gpt2', TINY_CONFIG],
    ['llama', TINY_LLAMA],
  ])('takes at most 25 dispatches a layer, and 3 for clipping and AdamW: %s', async (_, model) => {
    await loadFamily(model.family);
    const one = await recordStep(model, 1);
    const three = await recordStep(model, 3);
    const perLayer = (three.trunk.dispatchInfo.length - one.trunk.dispatchInfo.length) / 2;
    expect(perLayer).toBeLessThanOrEqual(25);
    expect(one.update.dispatchInfo.length).toBeLessThanOrEqual(3);
    log.clear();
    submit(gpu, [three.trunk, three.update]);
    expect(log.count('dispatch')).toBe(three.trunk.dispatchInfo.length + three.update.dispatchInfo.length);
    expect(log.count('submit')).toBe(1);
    expect(log.count(...CREATING, 'wait')).toBe(0);
  });
});

describe('an update of the policy', () => {
  it('creates nothing, submits once a step and does not wait between steps', async () => {
    // All responses in each minibatch: every step has the same shape.
    const settings: Settings = { ...TINY_SETTINGS, minibatches: 1, ppoEpochs: 6 };
    const models = tinyModels(gpu);
    await rewardsOf(models).first.reset(() => 0.1);
    const ppo = new PpoIteration(models, new Turns(), settings);
    const scored = await ppo.score(await ppo.sample(TINY_PROMPTS, 1, settings), settings);
    await ppo.update(scored, 1, settings);
    log.clear();
    const steps: number[] = [];
    await ppo.update(scored, 1, settings, (done) => {
      if (done === 1) expect(log.count('submit')).toBe(2);
      steps.push(done);
    });
    expect(steps).toEqual([1, 2, 3, 4, 5, 6]);
    expect(log.count(...CREATING)).toBe(0);
    // After the last step the weights are read back once and kept once.
    expect(log.count('submit')).toBe(6 + 2);
    expect(log.mostInFlight).toBe(2);
  });
});

describe('a fit of the reward model', () => {
  it('creates nothing, submits once a step and does not wait between steps', async () => {
    const models = tinyModels(gpu);
    const fit = new RewardFit(models, rewardsOf(models), new Turns());
    const events = rankingsBy('a', 5);
    const reference = ['fox', 'over'].map((text) => ({
      prompt: Array.from('ab ', idOf),
      response: Array.from(text, idOf),
    }));
    const settings: Settings = { ...TINY_SETTINGS, rewardBatch: 8 };
    const submits: number[] = [];
    const hooks = { onProgress: () => submits.push(log.count('submit')) };
    await fit.fit(events, reference, settings, hooks);
    log.clear();
    submits.length = 0;
    await fit.fit(events, reference, settings, hooks);
    const steps = submits.length;
    expect(steps).toBeGreaterThanOrEqual(8);
    expect(submits).toEqual(Array.from({ length: steps }, (_, i) => Math.min(i + 2, steps)));
    expect(log.count(...CREATING)).toBe(0);
    expect(log.mostInFlight).toBe(2);
  });
});
