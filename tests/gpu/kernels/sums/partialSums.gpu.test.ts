import { describe, expect, it } from 'vitest';
import { Gpu } from '../../../../src/gpu/device.ts';
import { columnSum } from '../../../../src/gpu/kernels/sums/columnSum.ts';
import { columnSumTwin } from '../../../../src/gpu/kernels/sums/columnSum.twin.ts';
import { layerNormBackward } from '../../../../src/gpu/kernels/norm/layerNorm.ts';
import { matmul } from '../../../../src/gpu/kernels/matmul/matmul.ts';
import { matmulTwin } from '../../../../src/gpu/kernels/matmul/matmul.twin.ts';
import { PartialSums } from '../../../../src/gpu/kernels/sums/partialSums.ts';
import { Recorder } from '../../../../src/gpu/plan.ts';
import { readF32, run } from '../../../../src/gpu/queue.ts';
import { expectClose, randomArray, testGpu } from '../../harness.ts';

/** Column sums, a split product and a norm's parameters, all into one buffer, as a layer's gradients are. */
async function layer(gpu: Gpu, cols: number, deferred: boolean) {
  const [rows, k] = [300, 520];
  const x = randomArray(rows * cols, 1);
  const a = randomArray(k * 12, 2);
  const b = randomArray(k * cols, 3);
  const before = randomArray(12 * cols, 4);
  const flat = gpu.createTensor('flat', [64 * 400]);
  const view = (offset: number, count: number) => ({ ...flat, offset: offset * 256, shape: [count] });
  const [bias, weight, gamma, beta] = [view(399, cols), view(10, 12 * cols), view(1, cols), view(2, cols)];
  gpu.write(weight, before);
  const rec = new Recorder(gpu, 'layer');
  const sums = deferred ? new PartialSums(rec) : undefined;
  const input = gpu.upload('x', x);
  columnSum(rec, { x: input, out: bias, rows, cols, sums });
  matmul(rec, {
    a: gpu.upload('a', a),
    b: gpu.upload('b', b),
    out: weight,
    transA: true,
    m: 12,
    n: cols,
    k,
    accumulate: true,
    sums,
  });
  layerNormBackward(rec, {
    x: input,
    gamma: gpu.upload('gamma', randomArray(cols, 5)),
    stats: gpu.upload('stats', randomArray(rows * 2, 6)),
    dOut: gpu.upload('dOut', x),
    dx: gpu.createTensor('dx', [rows, cols]),
    dGamma: gamma,
    dBeta: beta,
    rows,
    cols,
    sums,
  });
  sums?.flush();
  const plan = await rec.finish();
  await run(gpu, [plan]);
  const product = matmulTwin({ a, b, m: 12, n: cols, k, transA: true });
  return {
    flat: await readF32(gpu, flat),
    kernels: plan.dispatchInfo.map(({ kernel }) => kernel),
    results: await Promise.all([bias, beta, weight].map((tensor) => readF32(gpu, tensor))),
    expected: [
      columnSumTwin(x, rows, cols),
      columnSumTwin(x, rows, cols),
      product.map((value, i) => value + before[i]),
    ],
  };
}

describe('PartialSums', () => {
  it.each([36, 37])('does all second passes in one dispatch, %d columns', async (cols) => {
    const { results, expected, kernels } = await layer(await testGpu(), cols, true);
    expected.forEach((values, index) => expectClose(results[index], values));
    expect(kernels.filter((kernel) => kernel.startsWith('sumPlanes'))).toHaveLength(1);
    expect(kernels.at(-1)).toMatch(/^sumPlanes/);
  });

  it('gives the bits that the same sums give one by one', async () => {
    const gpu = await testGpu();
    const together = await layer(gpu, 36, true);
    const apart = await layer(gpu, 36, false);
    expect(together.flat).toEqual(apart.flat);
    expect(apart.kernels.length).toBeGreaterThan(together.kernels.length);
  });

  it('takes more dispatches, not larger bindings, where memory is bound in small pieces', async () => {
    const gpu = await testGpu();
    const whole = await layer(gpu, 36, true);
    const small = await layer(new Gpu(gpu.device, gpu.adapter, { maxBinding: 76_000 }), 36, true);
    expect(small.flat).toEqual(whole.flat);
    expect(small.kernels.filter((kernel) => kernel.startsWith('sumPlanes'))).toHaveLength(2);
  });

  it('reuses its memory after a flush', async () => {
    const gpu = await testGpu();
    const [rows, cols] = [130, 64];
    const inputs = [randomArray(rows * cols, 1), randomArray(rows * cols, 2)];
    const rec = new Recorder(gpu, 'twice');
    const sums = new PartialSums(rec);
    const outs = inputs.map((x) => {
      const out = gpu.createTensor('out', [cols]);
      columnSum(rec, { x: gpu.upload('x', x), out, rows, cols, sums });
      sums.flush();
      expect(sums.reserve('next', 0).first).toBe(0);
      return out;
    });
    const results = await run(gpu, [await rec.finish()], outs);
    inputs.forEach((x, index) => expectClose(results[index], columnSumTwin(x, rows, cols)));
  });

  it('refuses planes that do not fit what was reserved', async () => {
    const gpu = await testGpu();
    const sums = new PartialSums(new Recorder(gpu, 'small'));
    const parts = sums.reserve('parts', 64);
    const out = gpu.createTensor('out', [40]);
    expect(() => sums.add({ parts, stride: 40, planes: 2, out })).toThrow(/do not fit/);
  });

  it('lets small layers share the dispatch, and has large ones add their own', async () => {
    const gpu = await testGpu();
    const flushes = (count: number) => {
      const rec = new Recorder(gpu, 'layers');
      const sums = new PartialSums(rec);
      const out = gpu.createTensor('out', [64]);
      for (let layer = 0; layer < 3; layer++) {
        sums.add({ parts: sums.reserve('parts', count), stride: 64, planes: 2, out });
        sums.endLayer();
      }
      sums.flush();
      return rec.finish();
    };
    const small = await flushes(128);
    expect(small.dispatchInfo).toHaveLength(1);
    const large = await flushes(2 ** 21);
    expect(large.dispatchInfo).toHaveLength(3);
    for (const plan of [small, large]) plan.destroy();
  });
});
