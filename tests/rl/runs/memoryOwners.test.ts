/** Every buffer of a run is somebody's, by what whoever makes it says; on a device that only counts. */
import { beforeAll, describe, expect, it } from 'vitest';
import { globals } from 'webgpu';
import { DEFAULT_DRY_DEVICE } from '../../../src/gpu/dryDevice.ts';
import type { ModelConfig } from '../../../src/model/config.ts';
import { ppo } from '../../../src/rl/algorithms/ppo/ppo.ts';
import type { Settings } from '../../../src/rl/algorithms/settings.ts';
import { ParameterLayout } from '../../../src/model/layout.ts';
import { measureMemory, type MemoryRequest } from '../../../src/rl/runs/memory.ts';
import type { Algorithm } from '../../../src/rl/training/algorithm.ts';
import { TINY_CONFIG } from '../../model/tinyModel.ts';
import { TINY_SETTINGS } from '../tinyRun.ts';

const LLAMA: ModelConfig = {
  family: 'llama',
  vocab: 64,
  positions: 64,
  dim: 24,
  layers: 2,
  heads: 3,
  kvHeads: 1,
  headDim: 8,
  ffn: 40,
  qkvBias: true,
  qkNorm: true,
  ropeTheta: 10_000,
  epsilon: 1e-6,
  tied: false,
  eos: 0,
  pad: 0,
};

beforeAll(() => {
  // WebGPU's constants, which a browser has.
  Object.assign(globalThis, globals);
});

const request = (settings: Partial<Settings> = {}, config: ModelConfig = TINY_CONFIG): MemoryRequest => ({
  config,
  settings: { ...TINY_SETTINGS, ...settings },
  promptTokens: [4, 7],
  standing: [{ prompt: 9, answers: [12, 3, 4] }],
  device: DEFAULT_DRY_DEVICE,
});

/** PPO, and before it what `more` does with the kit. */
function andBefore(more: (kit: Parameters<Algorithm['iterate']>[0]) => void): Algorithm {
  return {
    ...ppo,
    async *iterate(kit, settings) {
      more(kit);
      return yield* ppo.iterate(kit, settings);
    },
  };
}

describe('what a run takes, by who takes it', () => {
  it.each([
    ['GPT-2', TINY_CONFIG],
    ['Llama', LLAMA],
  ] as const)(
    'adds up to all of it: %s',
    async (_, config) => {
      const ways: Partial<Settings>[] = [
        {},
        { method: 'lora', loraRank: 2, weightStorage: 'f16' },
        { recompute: true, microBatch: 2 },
        { rater: 'shorter', answers: 8 },
        { samplerWeights: 'int8', entropyCoefficient: 0.01 },
      ];
      for (const way of ways) {
        const { parts, total, method } = await measureMemory(request(way, config));
        expect(Object.values(parts).reduce((sum, bytes) => sum + bytes, 0)).toBe(total);
        for (const bytes of Object.values(parts)) expect(bytes).toBeGreaterThan(0);
        expect(method).toBe('PPO');
      }
    },
    60_000,
  );

  it('the weights are three models and their heads, and gradients and moments of two', async () => {
    const { parts } = await measureMemory(request());
    const { parts: deeper } = await measureMemory(request({}, { ...TINY_CONFIG, layers: 3 }));
    const block = (deeper.weights - parts.weights) / 3 / (3 - TINY_CONFIG.layers);
    expect((deeper.gradients - parts.gradients) / 2).toBe(block * (3 - TINY_CONFIG.layers));
    expect(deeper.rollback - parts.rollback).toBe(3 * block * (3 - TINY_CONFIG.layers));
    expect(deeper.method).toBe(parts.method);
  });

  it('counts every member of an ensemble', async () => {
    const of = async (rewardModels: number) => (await measureMemory(request({ rewardModels }))).parts;
    const [one, two, three] = [await of(1), await of(2), await of(3)];
    expect(two.weights - one.weights).toBeGreaterThan(0);
    for (const part of ['weights', 'gradients', 'moments'] as const)
      expect(three[part] - one[part]).toBe(2 * (two[part] - one[part]));
    expect(three.rollback).toBe(one.rollback);
  });

  it('counts the copy that is kept of a reward model that was brought in, once for all members', async () => {
    const of = async (change: Partial<Settings>, taken: boolean) =>
      (await measureMemory({ ...request(change), taken })).parts;
    for (const rewardModels of [1, 2]) {
      const [without, taken] = [await of({ rewardModels }, false), await of({ rewardModels }, true)];
      const parameters = new ParameterLayout(TINY_CONFIG, ['score']).count;
      expect(taken).toEqual({ ...without, weights: without.weights + 4 * parameters });
    }
    // Adapters stand on it in place of the base, which stays for the policy.
    const lora = { method: 'lora', loraRank: 2 } as const;
    expect((await of(lora, true)).weights).toBeGreaterThan((await of(lora, false)).weights);
  });

  it('what a method makes for itself is under its name', async () => {
    const usual = await measureMemory({ ...request(), algorithm: andBefore(() => undefined) });
    const more = await measureMemory({
      ...request(),
      algorithm: andBefore(({ gpu }) => gpu.createTensor('table', [25], 'f32', { owner: 'PPO' })),
    });
    expect(more.method).toBe('PPO');
    // It is made anew in each of the two iterations that are gone through.
    expect(more.parts).toEqual({ ...usual.parts, method: usual.parts.method + 2 * 112 });
  });

  it('refuses to count a buffer that is nobody’s, or somebody’s that is not shown', async () => {
    const nobody = andBefore(({ gpu }) => gpu.createTensor('stray', [4]));
    await expect(measureMemory({ ...request(), algorithm: nobody })).rejects.toThrow(
      'Nobody owns the buffer stray',
    );
    const other = andBefore(({ gpu }) => gpu.createTensor('x', [4], 'f32', { owner: 'someone' }));
    await expect(measureMemory({ ...request(), algorithm: other })).rejects.toThrow('called someone');
  });
});
