import { describe, it } from 'vitest';
import { linearHead, linearHeadBackward } from '../../../../src/gpu/kernels/head/linearHead.ts';
import { linearHeadBackwardTwin, linearHeadTwin } from '../../../../src/gpu/kernels/head/linearHead.twin.ts';
import { expectClose, randomArray, runOnce, testGpu } from '../../harness.ts';

describe('linearHead', () => {
  it.each([
    { rows: 70, dim: 36 },
    { rows: 33, dim: 37 },
  ])('maps rows to numbers and differentiates: %o', async ({ rows, dim }) => {
    const gpu = await testGpu();
    const x = randomArray(rows * dim, 1);
    const weight = randomArray(dim, 2);
    const dOut = randomArray(rows, 3);
    const before = randomArray(rows * dim, 4);
    const [out, plain] = ['out', 'plain'].map((name) => gpu.createTensor(name, [rows]));
    const dx = gpu.createTensor('dx', [rows, dim]);
    const dxOnto = gpu.upload('dxOnto', before);
    const dWeight = gpu.createTensor('dWeight', [dim]);
    const dBias = gpu.createTensor('dBias', [1]);
    const results = await runOnce(
      gpu,
      (recorder) => {
        const shared = { x: gpu.upload('x', x), weight: gpu.upload('weight', weight), rows, dim };
        const grad = { ...shared, dOut: gpu.upload('dOut', dOut), dWeight, dBias };
        linearHead(recorder, { ...shared, bias: gpu.upload('bias', Float32Array.of(0.5)), out });
        linearHead(recorder, { ...shared, out: plain });
        linearHeadBackward(recorder, { ...grad, dx, accumulate: false });
        linearHeadBackward(recorder, { ...grad, dx: dxOnto, accumulate: true, accumulateParams: true });
      },
      [out, plain, dx, dxOnto, dWeight, dBias],
    );
    const expected = linearHeadBackwardTwin(x, weight, dOut, rows, dim);
    expectClose(results[0], linearHeadTwin(x, weight, 0.5, rows, dim));
    expectClose(results[1], linearHeadTwin(x, weight, 0, rows, dim));
    expectClose(results[2], expected.dx);
    expectClose(
      results[3],
      expected.dx.map((value, i) => value + before[i]),
    );
    expectClose(
      results[4],
      expected.dWeight.map((value) => 2 * value),
    );
    expectClose(results[5], [2 * expected.dBias]);
  });

  it('has a twin whose gradients agree with finite differences', () => {
    const [rows, dim] = [3, 4];
    const [x, weight, dOut] = [randomArray(rows * dim, 1), randomArray(dim, 2), randomArray(rows, 3)];
    const { dx, dWeight, dBias } = linearHeadBackwardTwin(x, weight, dOut, rows, dim);
    const loss = (bias: number) =>
      linearHeadTwin(x, weight, bias, rows, dim).reduce((sum, value, i) => sum + value * dOut[i], 0);
    expectClose([loss(0.5) - loss(-0.5)], [dBias], 1e-5);
    for (const [values, gradient] of [
      [x, dx],
      [weight, dWeight],
    ]) {
      const numeric = Array.from(values, (value, i) => {
        values[i] = value + 0.25;
        const up = loss(0);
        values[i] = value - 0.25;
        const down = loss(0);
        values[i] = value;
        return (up - down) / 0.5;
      });
      expectClose(numeric, gradient, 1e-5);
    }
  });
});
