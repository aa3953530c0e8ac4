import { beforeAll, expect, it } from 'vitest';
import { Gpu } from '../../../../src/gpu/device.ts';
import { GRAD_NORM, GRAD_NORM_VARIANTS } from '../../../../src/gpu/kernels/optimizer/gradNormVariants.ts';
import { expectClose, randomArray, testGpu } from '../../harness.ts';
import { describeEveryVariant } from '../everyVariant.ts';
import { normOf, normTwin } from './normOf.ts';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await testGpu();
});

describeEveryVariant(GRAD_NORM, 'globalNorm', () => {
  it.each([[[1]], [[63]], [[64, 1001]], [[5000, 3, 130_000]]])('of %j numbers', async (counts) => {
    const arrays = counts.map((count, index) => randomArray(count, index + 1));
    const [norm, clip, broken] = await normOf(gpu, arrays, 0.5);
    const expected = normTwin(arrays);
    expectClose([norm], [expected], 1e-5);
    expectClose([clip], [Math.min(1, 0.5 / (expected + 1e-6))], 1e-5);
    expect(broken).toBe(0);
  });

  it('is the same in windows of a small binding', async () => {
    const arrays = [randomArray(20_000, 7)];
    const small = new Gpu(gpu.device, gpu.adapter, { maxBinding: 32_768 });
    expectClose(await normOf(small, arrays), await normOf(gpu, arrays), 1e-6);
  });

  it.each([Number.NaN, Infinity, -Infinity, 1e30])('tells of %f among the numbers', async (value) => {
    const values = randomArray(777, 3);
    values[700] = value;
    expect((await normOf(gpu, [values]))[2]).toBe(1);
  });

  it('has the bits of the others of its order', async () => {
    const own = GRAD_NORM.chosen(gpu);
    const arrays = [5000, 3, 130_000].map((count, index) => randomArray(count, index + 5));
    const bits = await normOf(gpu, arrays);
    for (const other of GRAD_NORM.variants) {
      if (GRAD_NORM_VARIANTS[other].order !== GRAD_NORM_VARIANTS[own].order) continue;
      GRAD_NORM.choose(gpu, other);
      expect(await normOf(gpu, arrays), other).toEqual(bits);
    }
    GRAD_NORM.choose(gpu, own);
  });
});
