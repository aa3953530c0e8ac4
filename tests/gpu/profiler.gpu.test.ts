import { expect, it } from 'vitest';
import { openGpu } from '../../src/gpu/device.ts';
import { GpuUnavailableError } from '../../src/gpu/errors.ts';
import { fill } from '../../src/gpu/kernels/elementwise/fill.ts';
import { matmul } from '../../src/gpu/kernels/matmul/matmul.ts';
import { Recorder } from '../../src/gpu/plan.ts';
import { profile } from '../../src/gpu/profiler.ts';
import { readF32 } from '../../src/gpu/queue.ts';
import { randomArray, testGpu } from './harness.ts';

async function recordStep() {
  const gpu = await testGpu();
  const [a, b] = [gpu.upload('a', randomArray(64 * 64)), gpu.upload('b', randomArray(64 * 64))];
  const [first, second] = [gpu.createTensor('first', [64, 64]), gpu.createTensor('second', [64, 64])];
  const recorder = new Recorder(gpu, 'step');
  const sizes = { m: 64, n: 64, k: 64 };
  matmul(recorder, { ...sizes, a, b, out: first });
  matmul(recorder, { ...sizes, a: first, b, out: second });
  fill(recorder, { out: first, count: 64 * 64, value: 3 });
  return { gpu, plan: await recorder.finish(), first };
}

it('names each kernel once, with its dispatches, time and rates, slowest first', async () => {
  const { gpu, plan, first } = await recordStep();
  for (const rounds of [1, 3]) {
    const kernels = await profile(gpu, plan, rounds);
    expect(kernels.map(({ dispatches }) => dispatches).toSorted((x, y) => x - y)).toEqual([1, 2]);
    const times = kernels.map(({ milliseconds }) => milliseconds);
    expect(times).toEqual(times.toSorted((x, y) => y - x));
    for (const { milliseconds, gflopPerSecond, gigabytesPerSecond } of kernels) {
      for (const number of [milliseconds, gflopPerSecond, gigabytesPerSecond]) {
        expect(number).toBeGreaterThanOrEqual(0);
        expect(number).toBeLessThan(Infinity);
      }
    }
  }
  // It was really run.
  expect((await readF32(gpu, first))[0]).toBe(3);
});

it('knows what a dispatch computes and binds', async () => {
  const { plan } = await recordStep();
  const [product] = plan.dispatchInfo;
  expect(product.flops).toBe(2 * 64 ** 3);
  expect(product.bytes).toBeGreaterThanOrEqual(3 * 64 * 64 * 4);
  expect(product.bytes).toBeLessThan(6 * 64 * 64 * 4);
});

it('is refused where the device has no timestamps', async () => {
  const adapter = (await navigator.gpu.requestAdapter())!;
  const plainAdapter = {
    info: adapter.info,
    limits: adapter.limits,
    features: new Set(),
    requestDevice: () => adapter.requestDevice(),
  };
  const entry = { requestAdapter: () => Promise.resolve(plainAdapter) } as unknown as GPU;
  const gpu = await openGpu(entry);
  const plan = await new Recorder(gpu, 'empty').finish();
  await expect(profile(gpu, plan)).rejects.toThrow(GpuUnavailableError);
  gpu.destroy();
});
