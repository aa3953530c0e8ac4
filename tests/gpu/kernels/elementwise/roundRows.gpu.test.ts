import { describe, expect, it } from 'vitest';
import { roundRows } from '../../../../src/gpu/kernels/elementwise/roundRows.ts';
import { roundRowsTwin } from '../../../../src/gpu/kernels/elementwise/roundRows.twin.ts';
import { fromHalves } from '../../../../src/model/readBack.ts';
import type { Tensor } from '../../../../src/gpu/tensor.ts';
import { expectClose, randomArray, runOnce, testGpu } from '../../harness.ts';

async function rounded(x: Tensor, width: number, levels: number): Promise<Float32Array> {
  const gpu = await testGpu();
  const rows = x.shape[0] / width;
  const out = gpu.createTensor('out', [rows * width], 'f16');
  const [halves] = await runOnce(gpu, (rec) => roundRows(rec, { x, out, rows, width, levels }), [out]);
  return fromHalves(halves as unknown as Uint16Array);
}

describe('roundRows', () => {
  it.each([
    [5, 7],
    [1, 3],
    [33, 64],
  ])('rounds %i rows of %i to whole steps of their own', async (rows, width) => {
    const gpu = await testGpu();
    const x = randomArray(rows * width, 1).map((value, i) => value * (1 + Math.floor(i / width)));
    // A row of zeros has no step.
    x.fill(0, 0, rows > 1 ? width : 0);
    for (const levels of [127, 7]) {
      const found = await rounded(gpu.upload('x', x), width, levels);
      // A half has 11 bits.
      expectClose(found, roundRowsTwin(x, width, levels), 2 ** -11);
      if (rows > 1) expect([...found.subarray(0, width)]).toEqual(Array.from({ length: width }, () => 0));
    }
  });

  it('rounds to halves alone where there are no levels, and keeps what no half can hold finite', async () => {
    const gpu = await testGpu();
    const x = randomArray(35, 2, 3);
    x[3] = 1e6;
    const found = await rounded(gpu.upload('x', x), 7, 0);
    found.forEach((value, i) => {
      const expected = Math.min(65504, x[i]);
      expect(Math.abs(value - expected)).toBeLessThanOrEqual(2 ** -10 * Math.abs(expected));
    });
    expect(found).not.toEqual(x);
    // What are halves already stay as they are.
    const again = gpu.upload('halves', Float32Array.from(found));
    expect(await rounded(again, 7, 0)).toEqual(found);
  });
});
