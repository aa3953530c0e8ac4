/** Advice is measured: whatever is said to fit does, and what cannot fit is said so. */
import { describe, expect, test } from 'vitest';
import { DEFAULT_DRY_DEVICE } from '../../../src/gpu/dryDevice.ts';
import type { ModelConfig } from '../../../src/model/config.ts';
import { measureMemory, type MemoryRequest } from '../../../src/rl/runs/memory.ts';
import { adviseMemory } from '../../../src/rl/runs/memoryAdvice.ts';
import { DEFAULT_SETTINGS } from '../../../src/rl/algorithms/settings.ts';
import { TINY_SETTINGS } from '../tinyRun.ts';

const CONFIG: ModelConfig = {
  family: 'gpt2',
  vocab: 512,
  positions: 512,
  dim: 64,
  layers: 4,
  heads: 4,
  epsilon: 1e-5,
  tied: true,
  eos: 0,
  pad: 1,
};
const REQUEST: MemoryRequest = {
  config: CONFIG,
  settings: { ...TINY_SETTINGS, rolloutBatch: 32, minibatches: 1, maxNewTokens: 24 },
  promptTokens: [20, 12],
  device: DEFAULT_DRY_DEVICE,
};

describe('adviseMemory', () => {
  test('a run that fits needs no change, and every option listed takes less', async () => {
    const advice = await adviseMemory(REQUEST, 2 ** 30);
    expect(advice.fits).toBe(true);
    expect(advice.fitting).toBeNull();
    expect(advice.options.length).toBeGreaterThan(2);
    for (const { change, outcome } of advice.options) {
      const use = await measureMemory({ ...REQUEST, settings: { ...REQUEST.settings, ...change } });
      expect(outcome.use).toEqual(use);
      expect(use.total).toBeLessThan(advice.now.use!.total);
    }
  });

  test('finds one change that is enough, and several where one is not', async () => {
    const { now, options } = await adviseMemory(REQUEST, 2 ** 30);
    const single = Math.min(...options.map(({ outcome }) => outcome.use!.total));
    const one = await adviseMemory(REQUEST, now.use!.total - 1);
    expect(one.fits).toBe(false);
    expect(Object.keys(one.fitting!.change)).toHaveLength(1);
    expect(one.fitting!.outcome.use!.total).toBeLessThan(now.use!.total);
    const several = await adviseMemory(REQUEST, single - 1);
    expect(Object.keys(several.fitting!.change).length).toBeGreaterThan(1);
    expect(several.fitting!.outcome.use!.total).toBeLessThan(single);
    expect((await adviseMemory(REQUEST, 1000)).fitting).toBeNull();
  });

  test('adapters come with the learning rates they need', async () => {
    const { learningRate, rewardLearningRate } = DEFAULT_SETTINGS;
    const settings = { ...REQUEST.settings, learningRate, rewardLearningRate };
    const { options } = await adviseMemory({ ...REQUEST, settings }, 2 ** 30);
    const change = options.map((option) => option.change).find(({ method }) => method === 'lora');
    expect(change).toEqual({ method: 'lora', learningRate: 2e-3, rewardLearningRate: 3e-3 });
  });

  test('says what no amount of memory would help with', async () => {
    const vocab = 2 ** 17;
    const { now, fits } = await adviseMemory(
      { ...REQUEST, config: { ...CONFIG, vocab, dim: 1024, heads: 16 } },
      2 ** 40,
    );
    expect(fits).toBe(false);
    expect(now.use).toBeNull();
    expect(now.refused).toMatch(/largest buffer/);
  });
});
