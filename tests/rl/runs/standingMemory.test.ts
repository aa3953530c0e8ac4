/** Rankings that stand on longer prompts are part of what a run takes; on a device that only counts. */
import { beforeAll, expect, it } from 'vitest';
import { globals } from 'webgpu';
import { DEFAULT_DRY_DEVICE } from '../../../src/gpu/dryDevice.ts';
import { measureMemory, type MemoryRequest } from '../../../src/rl/runs/memory.ts';
import { adviseMemory } from '../../../src/rl/runs/memoryAdvice.ts';
import { TINY_CONFIG } from '../../model/tinyModel.ts';
import { TINY_SETTINGS } from '../tinyRun.ts';

const CONFIG = { ...TINY_CONFIG, positions: 256, dim: 32 };

beforeAll(() => {
  // WebGPU's constants, which a browser has.
  Object.assign(globalThis, globals);
});

const request = (standing?: MemoryRequest['standing']): MemoryRequest => ({
  config: CONFIG,
  settings: TINY_SETTINGS,
  promptTokens: [4, 7],
  standing,
  device: DEFAULT_DRY_DEVICE,
});
const long = { prompt: 100, answers: [40, 30, 50] };

it('they are counted, the longest of them, and what is longer than the context is not', async () => {
  const none = await measureMemory(request());
  expect(await measureMemory(request([]))).toEqual(none);
  const one = await measureMemory(request([long]));
  expect(one.parts.activations).toBeGreaterThan(none.parts.activations);
  // As many as a minibatch has at most.
  const many = await measureMemory(request(Array.from({ length: 100 }, () => long)));
  expect(many.parts.activations).toBeGreaterThan(one.parts.activations);
  const more = await measureMemory(request(Array.from({ length: 200 }, () => long)));
  expect(more).toEqual(many);
  expect(await measureMemory(request([{ prompt: 300, answers: [9, 9] }]))).toEqual(none);
});

it('a shorter context that is advised still reads them', async () => {
  const contexts = async (standing: MemoryRequest['standing']) =>
    (await adviseMemory(request(standing), 1)).options.flatMap(({ change }) => change.contextLength ?? []);
  const [without] = await contexts([]);
  expect(without).toBeLessThan(150);
  for (const context of await contexts([long])) expect(context).toBeGreaterThanOrEqual(150);
}, 60_000);
