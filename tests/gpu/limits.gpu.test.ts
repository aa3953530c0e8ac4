import { expect, it } from 'vitest';
import { measureLimits } from '../../src/gpu/limits.ts';
import { testGpu } from './harness.ts';

it('measures positive, finite rates at default limits', async () => {
  const { gflops, gigabytesPerSecond } = await measureLimits(await testGpu());
  for (const rate of [gflops, gigabytesPerSecond]) {
    expect(rate).toBeGreaterThan(0);
    expect(rate).toBeLessThan(Infinity);
  }
});

it('compiles its two kernels once', async () => {
  const gpu = await testGpu();
  const before = gpu.pipelines.size;
  await measureLimits(gpu);
  expect(gpu.pipelines.size).toBe(before);
});
