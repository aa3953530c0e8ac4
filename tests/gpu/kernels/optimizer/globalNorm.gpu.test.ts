import { beforeAll, expect, it } from 'vitest';
import { Gpu } from '../../../../src/gpu/device.ts';
import { adamWUniforms } from '../../../../src/gpu/kernels/optimizer/adamw.ts';
import { globalNorm } from '../../../../src/gpu/kernels/optimizer/globalNorm.ts';
import { Recorder } from '../../../../src/gpu/plan.ts';
import { run } from '../../../../src/gpu/queue.ts';
import { expectClose, randomArray, testGpu } from '../../harness.ts';
import { GRAD_NORM } from '../../../../src/gpu/kernels/optimizer/gradNormVariants.ts';
import { describeEveryVariant } from '../everyVariant.ts';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await testGpu();
});

/** The kernel's [norm, clip coefficient, broken] of several tensors. */
async function normOf(arrays: readonly Float32Array[], maxNorm = 0, device = gpu): Promise<number[]> {
  const rec = new Recorder(device, 'norm');
  const stats = rec.own('stats', [4]);
  const step = adamWUniforms(device);
  step.set({ maxNorm });
  const parts = arrays.map((values, index) => ({
    x: device.upload(`${index}`, values),
    count: values.length,
  }));
  globalNorm(rec, { parts, step, stats });
  const plan = await rec.finish();
  const [values] = await run(device, [plan], [stats]);
  plan.destroy();
  return [...values.subarray(0, 3)];
}

/** In double precision, one number after the other. */
function twin(arrays: readonly Float32Array[]): number {
  let sum = 0;
  for (const values of arrays) for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}

describeEveryVariant(GRAD_NORM, 'globalNorm', () => {
  it.each([[[1]], [[63]], [[64, 1001]], [[5000, 3, 130_000]]])('of %j numbers', async (counts) => {
    const arrays = counts.map((count, index) => randomArray(count, index + 1));
    const [norm, clip, broken] = await normOf(arrays, 0.5);
    const expected = twin(arrays);
    expectClose([norm], [expected], 1e-5);
    expectClose([clip], [Math.min(1, 0.5 / (expected + 1e-6))], 1e-5);
    expect(broken).toBe(0);
  });

  it('is the same in windows of a small binding', async () => {
    const arrays = [randomArray(20_000, 7)];
    const small = new Gpu(gpu.device, gpu.adapter, { maxBinding: 32_768 });
    expectClose(await normOf(arrays, 0, small), await normOf(arrays), 1e-6);
  });

  it.each([Number.NaN, Infinity, -Infinity, 1e30])('tells of %f among the numbers', async (value) => {
    const values = randomArray(777, 3);
    values[700] = value;
    expect((await normOf([values]))[2]).toBe(1);
  });
});
