import { expect, it } from 'vitest';
import { columnSumTwin } from '../../../../src/gpu/kernels/sums/columnSum.twin.ts';
import { layerNormBackward, layerNormForward } from '../../../../src/gpu/kernels/norm/layerNorm.ts';
import {
  layerNormBackwardTwin,
  layerNormForwardTwin,
} from '../../../../src/gpu/kernels/norm/layerNorm.twin.ts';
import { Recorder } from '../../../../src/gpu/plan.ts';
import { run } from '../../../../src/gpu/queue.ts';
import { expectClose, randomArray, runOnce, testGpu } from '../../harness.ts';
import { NORM } from '../../../../src/gpu/kernels/norm/normVariants.ts';
import { describeEveryVariant } from '../everyVariant.ts';

const EPS = 1e-5;

function inputs(rows: number, cols: number) {
  return {
    // An offset, because the variance must be taken about the mean.
    x: randomArray(rows * cols, 1).map((value) => value + 3),
    gamma: randomArray(cols, 2).map((value) => 1 + value / 2),
    beta: randomArray(cols, 3),
    dOut: randomArray(rows * cols, 4),
  };
}

describeEveryVariant(NORM, 'layerNorm', () => {
  it.each([
    { rows: 70, cols: 36 },
    { rows: 33, cols: 37 },
    { rows: 200, cols: 64 },
    { rows: 1, cols: 5 },
  ])('normalises and differentiates %o', async ({ rows, cols }) => {
    const gpu = await testGpu();
    const { x, gamma, beta, dOut } = inputs(rows, cols);
    const { out, stats } = layerNormForwardTwin(x, gamma, beta, rows, cols, EPS);
    const expected = layerNormBackwardTwin(x, gamma, stats, dOut, rows, cols);
    const before = randomArray(rows * cols, 5);
    const tensors = {
      x: gpu.upload('x', x, [rows, cols]),
      gamma: gpu.upload('gamma', gamma),
      out: gpu.createTensor('out', [rows, cols]),
      stats: gpu.createTensor('stats', [rows, 2]),
      dOut: gpu.upload('dOut', dOut, [rows, cols]),
      dx: gpu.createTensor('dx', [rows, cols]),
      dxOnto: gpu.createTensor('dxOnto', [rows, cols]),
      dGamma: gpu.createTensor('dGamma', [cols]),
      dBeta: gpu.createTensor('dBeta', [cols]),
    };
    const { dx, dxOnto, dGamma, dBeta } = tensors;
    const ontoSum = gpu.createTensor('ontoSum', [cols]);
    // Of the same element width, and of another: the sums then take a dispatch of their own.
    const behind = [3 * cols, cols % 4 === 0 ? 3 * cols + 1 : 4 * cols].map((width, i) => {
      const values = randomArray(rows * width, 6 + i);
      const x = gpu.upload('behind', values, [rows, width]);
      return { values, x, cols: width, out: gpu.createTensor('behindSum', [width]) };
    });
    const results = await runOnce(
      gpu,
      (recorder) => {
        layerNormForward(recorder, { ...tensors, beta: gpu.upload('beta', beta), rows, cols, eps: EPS });
        layerNormBackward(recorder, { ...tensors, rows, cols, behind: behind[1] });
        // Twice onto the parameters: the sum of two equal gradients.
        layerNormBackward(recorder, {
          ...tensors,
          dx: dxOnto,
          rows,
          cols,
          onto: gpu.upload('before', before),
          accumulateParams: true,
          ontoSum,
          behind: behind[0],
        });
      },
      [tensors.out, tensors.stats, dx, dxOnto, dGamma, dBeta, ontoSum, ...behind.map(({ out: sum }) => sum)],
    );
    expectClose(results[6], columnSumTwin(before, rows, cols));
    behind.forEach(({ values, cols: width }, i) =>
      expectClose(results[7 + i], columnSumTwin(values, rows, width)),
    );
    expectClose(results[0], out);
    expectClose(results[1], stats);
    expectClose(results[2], expected.dx);
    expectClose(
      results[3],
      expected.dx.map((value, i) => value + before[i]),
    );
    expectClose(
      results[4],
      expected.dGamma.map((value) => 2 * value),
    );
    expectClose(
      results[5],
      expected.dBeta.map((value) => 2 * value),
    );
  });

  it.each([
    { rows: 70, cols: 36 },
    { rows: 33, cols: 37 },
  ])('differentiates by x alone when it is frozen, in one dispatch: %o', async ({ rows, cols }) => {
    const gpu = await testGpu();
    const { x, gamma, dOut } = inputs(rows, cols);
    const { stats } = layerNormForwardTwin(x, gamma, randomArray(cols, 3), rows, cols, EPS);
    const dx = gpu.createTensor('dx', [rows, cols]);
    const options = {
      x: gpu.upload('x', x),
      gamma: gpu.upload('gamma', gamma),
      stats: gpu.upload('stats', stats),
      dOut: gpu.upload('dOut', dOut),
      dx,
      rows,
      cols,
    };
    const rec = new Recorder(gpu, 'frozen');
    layerNormBackward(rec, options);
    const plan = await rec.finish();
    expect(plan.dispatchInfo).toHaveLength(1);
    expect(plan.scratchBytes).toBe(0);
    const [result] = await run(gpu, [plan], [dx]);
    expectClose(result, layerNormBackwardTwin(x, gamma, stats, dOut, rows, cols).dx);
    expect(() => layerNormBackward(rec, { ...options, dGamma: dx })).toThrow(/come together/);
    expect(() => layerNormBackward(rec, { ...options, ontoSum: dx })).toThrow(/come together/);
  });

  it('has a twin whose gradients agree with finite differences', () => {
    const [rows, cols] = [3, 7];
    const data = inputs(rows, cols);
    const loss = () => {
      const { out } = layerNormForwardTwin(data.x, data.gamma, data.beta, rows, cols, EPS);
      return out.reduce((sum, value, i) => sum + value * data.dOut[i], 0);
    };
    const { stats } = layerNormForwardTwin(data.x, data.gamma, data.beta, rows, cols, EPS);
    const { dx, dGamma, dBeta } = layerNormBackwardTwin(data.x, data.gamma, stats, data.dOut, rows, cols);
    const gradients = [
      [data.x, dx],
      [data.gamma, dGamma],
      [data.beta, dBeta],
    ] as const;
    for (const [values, gradient] of gradients) {
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
