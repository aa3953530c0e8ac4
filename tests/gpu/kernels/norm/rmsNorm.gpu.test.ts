import { expect, it } from 'vitest';
import { rmsNormBackward, rmsNormForward } from '../../../../src/gpu/kernels/norm/rmsNorm.ts';
import { rmsNormBackwardTwin, rmsNormForwardTwin } from '../../../../src/gpu/kernels/norm/rmsNorm.twin.ts';
import { columnSum } from '../../../../src/gpu/kernels/sums/columnSum.ts';
import { columnSumTwin } from '../../../../src/gpu/kernels/sums/columnSum.twin.ts';
import { Recorder } from '../../../../src/gpu/plan.ts';
import { run } from '../../../../src/gpu/queue.ts';
import { expectClose, randomArray, runOnce, testGpu } from '../../harness.ts';
import { NORM } from '../../../../src/gpu/kernels/norm/normVariants.ts';
import { describeEveryVariant } from '../everyVariant.ts';

const EPS = 1e-5;

function inputs(rows: number, cols: number) {
  return {
    x: randomArray(rows * cols, 1).map((value) => value + 0.5),
    gamma: randomArray(cols, 2).map((value) => 1 + value / 2),
    dOut: randomArray(rows * cols, 4),
  };
}

describeEveryVariant(NORM, 'rmsNorm', () => {
  it.each([
    { rows: 70, cols: 36 },
    { rows: 33, cols: 37 },
    { rows: 200, cols: 64 },
    { rows: 1, cols: 5 },
  ])('normalises and differentiates %o', async ({ rows, cols }) => {
    const gpu = await testGpu();
    const { x, gamma, dOut } = inputs(rows, cols);
    const { out, scales } = rmsNormForwardTwin(x, gamma, rows, cols, EPS);
    const expected = rmsNormBackwardTwin(x, gamma, scales, dOut, rows, cols);
    const before = randomArray(rows * cols, 5);
    const tensors = {
      x: gpu.upload('x', x, [rows, cols]),
      gamma: gpu.upload('gamma', gamma),
      out: gpu.createTensor('out', [rows, cols]),
      scales: gpu.createTensor('scales', [rows]),
      dOut: gpu.upload('dOut', dOut, [rows, cols]),
      dx: gpu.createTensor('dx', [rows, cols]),
      dxOnto: gpu.upload('dxOnto', before),
      dGamma: gpu.createTensor('dGamma', [cols]),
    };
    const { dx, dxOnto, dGamma } = tensors;
    // Of the same element width, and of another: the sums then take a dispatch of their own.
    const behind = [3 * cols, cols % 4 === 0 ? 3 * cols + 1 : 4 * cols].map((width, i) => {
      const values = randomArray(rows * width, 6 + i);
      const sums = ['behindSum', 'alone'].map((label) => gpu.createTensor(label, [width]));
      return {
        values,
        x: gpu.upload('behind', values, [rows, width]),
        cols: width,
        out: sums[0],
        alone: sums[1],
      };
    });
    const results = await runOnce(
      gpu,
      (recorder) => {
        rmsNormForward(recorder, { ...tensors, rows, cols, eps: EPS });
        rmsNormBackward(recorder, { ...tensors, accumulate: false, rows, cols, behind: behind[0] });
        rmsNormBackward(recorder, {
          ...tensors,
          dx: dxOnto,
          accumulate: true,
          rows,
          cols,
          behind: behind[1],
        });
        for (const { alone, ...columns } of behind) columnSum(recorder, { ...columns, out: alone, rows });
      },
      [
        tensors.out,
        tensors.scales,
        dx,
        dxOnto,
        dGamma,
        ...behind.flatMap(({ out: sum, alone }) => [sum, alone]),
      ],
    );
    expectClose(results[0], out);
    expectClose(results[1], scales);
    expectClose(results[2], expected.dx);
    expectClose(
      results[3],
      expected.dx.map((value, i) => value + before[i]),
    );
    expectClose(results[4], expected.dGamma);
    behind.forEach(({ values, cols: width }, i) => {
      const [riding, alone] = results.slice(5 + 2 * i);
      expectClose(riding, columnSumTwin(values, rows, width));
      expect(riding).toEqual(alone);
    });
  });

  it.each([
    { rows: 70, cols: 36 },
    { rows: 33, cols: 37 },
  ])('differentiates by x alone when it is frozen, in one dispatch: %o', async ({ rows, cols }) => {
    const gpu = await testGpu();
    const { x, gamma, dOut } = inputs(rows, cols);
    const { scales } = rmsNormForwardTwin(x, gamma, rows, cols, EPS);
    const before = randomArray(rows * cols, 5);
    const dx = gpu.upload('dx', before);
    const rec = new Recorder(gpu, 'frozen');
    rmsNormBackward(rec, {
      x: gpu.upload('x', x),
      gamma: gpu.upload('gamma', gamma),
      scales: gpu.upload('scales', scales),
      dOut: gpu.upload('dOut', dOut),
      dx,
      accumulate: true,
      rows,
      cols,
    });
    const plan = await rec.finish();
    expect(plan.dispatchInfo).toHaveLength(1);
    expect(plan.scratchBytes).toBe(16);
    const [result] = await run(gpu, [plan], [dx]);
    const expected = rmsNormBackwardTwin(x, gamma, scales, dOut, rows, cols);
    expectClose(
      result,
      expected.dx.map((value, i) => value + before[i]),
    );
  });

  it('has a twin whose gradients agree with finite differences', () => {
    const [rows, cols] = [3, 7];
    const data = inputs(rows, cols);
    const loss = () => {
      const { out } = rmsNormForwardTwin(data.x, data.gamma, rows, cols, EPS);
      return out.reduce((sum, value, i) => sum + value * data.dOut[i], 0);
    };
    const { scales } = rmsNormForwardTwin(data.x, data.gamma, rows, cols, EPS);
    const { dx, dGamma } = rmsNormBackwardTwin(data.x, data.gamma, scales, data.dOut, rows, cols);
    for (const [values, gradient] of [
      [data.x, dx],
      [data.gamma, dGamma],
    ] as const) {
      const h = 2 ** -9;
      const numeric = Array.from(values, (value, i) => {
        values[i] = value + h;
        const up = loss();
        values[i] = value - h;
        const down = loss();
        values[i] = value;
        return (up - down) / (2 * h);
      });
      expectClose(numeric, gradient, 1e-3);
      expect(Math.max(...gradient.map(Math.abs))).toBeGreaterThan(0.1);
    }
  });
});
