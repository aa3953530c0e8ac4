/** What a run is said to take is what it takes: the same steps on a real device, buffer by buffer. */
import { describe, expect, test } from 'vitest';
import { openGpu, type Gpu } from '../../src/gpu/device.ts';
import { dryDeviceLike, measureMemory, oneIteration } from '../../src/rl/memory.ts';
import { Models } from '../../src/rl/models.ts';
import type { Settings } from '../../src/rl/settings.ts';
import { tinySource, TINY_CONFIG } from '../model/tinyModel.ts';
import { TINY_SETTINGS } from './tinyRun.ts';

const PROMPT_TOKENS = 7;

/** Bytes of all buffers alive on `gpu` from here on. */
function watch({ device }: Gpu): () => number {
  const live = new Map<GPUBuffer, number>();
  const createBuffer = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    const buffer = createBuffer(descriptor);
    const destroy = buffer.destroy.bind(buffer);
    buffer.destroy = () => {
      live.delete(buffer);
      return destroy();
    };
    live.set(buffer, buffer.size);
    return buffer;
  };
  return () => [...live.values()].reduce((sum, bytes) => sum + bytes, 0);
}

describe('measureMemory', () => {
  test.each<[string, Partial<Settings>]>([
    ['all weights', {}],
    ['adapters on a half-precision base', { method: 'lora', loraRank: 2, weightStorage: 'f16' }],
    ['recomputed activations', { recompute: true }],
    ['micro-batches', { microBatch: 2 }],
  ])('is what one iteration allocates: %s', async (_, change) => {
    const settings = { ...TINY_SETTINGS, ...change };
    const gpu = await openGpu(navigator.gpu, { defaultLimits: true });
    const allocated = watch(gpu);
    await oneIteration(new Models(gpu, tinySource(), settings), PROMPT_TOKENS, settings);
    const said = await measureMemory({
      config: TINY_CONFIG,
      settings,
      promptTokens: PROMPT_TOKENS,
      device: dryDeviceLike(gpu),
    });
    expect(said.total).toBe(allocated());
    expect(Object.values(said.parts).reduce((sum, bytes) => sum + bytes, 0)).toBe(said.total);
    gpu.destroy();
  });
});
