import { describe, expect, it } from 'vitest';
import { gatherRows, NO_ROW, scatterRows } from '../../../../src/gpu/kernels/embedding/gather.ts';
import { gatherRowsTwin, scatterRowsTwin } from '../../../../src/gpu/kernels/embedding/gather.twin.ts';
import { randomArray, runOnce, testGpu } from '../../harness.ts';

describe('gatherRows', () => {
  it.each([{ dim: 12 }, { dim: 13 }])('picks rows and puts gradients back: %o', async ({ dim }) => {
    const gpu = await testGpu();
    const n = 20;
    const index = Uint32Array.of(19, 0, 7, 3, 11);
    const inverse = new Uint32Array(n).fill(NO_ROW);
    index.forEach((row, i) => (inverse[row] = i));
    const x = randomArray(n * dim, 1);
    const dOut = randomArray(index.length * dim, 2);
    const out = gpu.createTensor('out', [index.length, dim]);
    const dx = gpu.upload('dx', randomArray(n * dim, 3), [n, dim]);
    const [rows, back] = await runOnce(
      gpu,
      (recorder) => {
        const upload = { x: gpu.upload('x', x), index: gpu.upload('index', index) };
        gatherRows(recorder, { ...upload, out, rows: index.length, dim });
        const put = { dOut: gpu.upload('dOut', dOut), inverse: gpu.upload('inverse', inverse) };
        scatterRows(recorder, { ...put, dx, n, dim });
      },
      [out, dx],
    );
    expect([...rows]).toEqual([...gatherRowsTwin(x, index, dim)]);
    expect([...back]).toEqual([...scatterRowsTwin(dOut, index, n, dim)]);
  });
});
