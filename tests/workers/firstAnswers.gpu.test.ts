/** A first visit where answers come first: what is compiled before them, and what is measured behind them. */
import { expect, it } from 'vitest';
import { MemoryStorage } from '../../src/files/bytes/storage.ts';
import { openSession } from './openSession.ts';

/** WebGPU whose every device tells which kernels are compiled. */
function toldGpu() {
  const compiled: string[][] = [];
  const gpu = {
    requestAdapter: async () => {
      const adapter = (await navigator.gpu.requestAdapter())!;
      const { info, limits, features } = adapter;
      const requestDevice = async (descriptor: GPUDeviceDescriptor) => {
        const device = await adapter.requestDevice(descriptor);
        const labels: string[] = [];
        compiled.push(labels);
        const create = device.createComputePipelineAsync.bind(device);
        device.createComputePipelineAsync = (pipeline) => {
          labels.push(pipeline.label!);
          return create(pipeline);
        };
        return device;
      };
      return { info, limits, features, requestDevice };
    },
  };
  return { gpu: gpu as unknown as GPU, compiled };
}

it('compiles what answers need, and measures kernels behind them, for the next visit', async () => {
  const choices = new MemoryStorage();
  const { gpu, compiled } = toldGpu();
  const environment = { gpu, openChoices: () => Promise.resolve(choices), answersFirst: true };
  const { session, info } = await openSession({ environment });
  expect(info.kernels).toMatchObject({ how: 'usual', milliseconds: {} });
  const ready = compiled[0].length;
  await session.generate({ requestId: 'one', prompt: 'hello', count: 4 });
  await session.generate({ requestId: 'two', prompt: 'hello '.repeat(3), count: 4 });
  // No answers to a prompt of whatever length wait for a pipeline that opening did not make; opening makes no other.
  expect(compiled).toHaveLength(1);
  expect(compiled[0]).toHaveLength(ready);
  expect(
    compiled[0].filter((label) => /adamw|backward|logits|listwise|ppo|gae|scatter|gradNorm/i.test(label)),
  ).toEqual([]);
  expect(ready).toBeLessThanOrEqual(16);
  // On a software adapter, which compiles slowly, what decoding multiplies with passes the prompt, too: no product in two sizes of
  // tile. A GPU has blocks for a prompt, and two kinds of slices for tokens.
  const products = compiled[0].filter((label) => /^matmul.*(?<!scalar)$/.test(label));
  const tiles = new Set(products.map((label) => label.split('.')[1]));
  expect(tiles.size).toBeLessThanOrEqual(info.softwareAdapter ? 1 : 3);
  expect(await choices.read('kernels.json')).toBeNull();

  // Nothing else happens: measured on a device of its own, while the run keeps what it has.
  await expect.poll(() => choices.read('kernels.json'), { timeout: 60_000 }).not.toBeNull();
  expect(compiled).toHaveLength(2);
  expect(compiled[0]).toHaveLength(ready);
  const next = await openSession({ environment });
  expect(next.info.kernels.how).toBe('remembered');
});
