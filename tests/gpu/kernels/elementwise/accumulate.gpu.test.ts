import { describe, expect, it } from 'vitest';
import { Gpu } from '../../../../src/gpu/device.ts';
import { accumulate, accumulateUniforms } from '../../../../src/gpu/kernels/elementwise/accumulate.ts';
import { accumulateTwin } from '../../../../src/gpu/kernels/elementwise/accumulate.twin.ts';
import { Recorder } from '../../../../src/gpu/plan.ts';
import { run } from '../../../../src/gpu/queue.ts';
import { randomArray, testGpu } from '../../harness.ts';

/** Three pieces onto memory that holds NaN, with 5 numbers behind `count` that must stay; compared bit for bit. */
async function check(gpu: Gpu, count: number): Promise<number> {
  const sum = gpu.upload('sum', new Float32Array(count + 5).fill(NaN));
  const x = gpu.createTensor('x', [count]);
  const step = accumulateUniforms(gpu);
  const rec = new Recorder(gpu, 'accumulate');
  accumulate(rec, { sum, x, count, step });
  const plan = await rec.finish();
  const expected = new Float32Array(count);
  let actual: Awaited<ReturnType<typeof run>> = [];
  for (const piece of [0, 1, 2]) {
    const values = randomArray(count, piece + 1);
    gpu.write(x, values);
    step.set({ first: Number(piece === 0) });
    actual = await run(gpu, [plan], [sum]);
    accumulateTwin(expected, values, piece === 0);
  }
  expect(actual[0].slice(0, count)).toEqual(expected);
  expect([...actual[0].subarray(count)]).toEqual([NaN, NaN, NaN, NaN, NaN]);
  return plan.dispatchInfo.length;
}

describe('accumulate', () => {
  it.each([1, 64, 1003])('begins with the first piece and adds the others, %d numbers', async (count) => {
    expect(await check(await testGpu(), count)).toBe(1);
  });

  it.each([40_004, 40_001])('works on %d numbers in windows', async (count) => {
    const { device, adapter } = await testGpu();
    expect(await check(new Gpu(device, adapter, { maxBinding: 64 * 1024 }), count)).toBe(3);
  });

  it('refuses tensors that are too small', async () => {
    const gpu = await testGpu();
    const [sum, x] = [gpu.createTensor('sum', [4]), gpu.createTensor('x', [3])];
    const rec = new Recorder(gpu, 'accumulate');
    const step = accumulateUniforms(gpu);
    expect(() => accumulate(rec, { sum, x, count: 4, step })).toThrow(/fewer than 4/);
  });
});
