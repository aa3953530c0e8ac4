import { describe, it } from 'vitest';
import { swigluBackward, swigluForward } from '../../../../src/gpu/kernels/elementwise/swiglu.ts';
import {
  swigluBackwardTwin,
  swigluForwardTwin,
} from '../../../../src/gpu/kernels/elementwise/swiglu.twin.ts';
import { expectClose, randomArray, runOnce, testGpu } from '../../harness.ts';

async function runSwiglu(gateUp: Float32Array, dOut: Float32Array, rows: number, cols: number) {
  const gpu = await testGpu();
  const tensors = {
    gateUp: gpu.upload('gateUp', gateUp),
    out: gpu.createTensor('out', [rows, cols]),
    dOut: gpu.upload('dOut', dOut),
    dGateUp: gpu.createTensor('dGateUp', [rows, 2 * cols]),
  };
  return runOnce(
    gpu,
    (rec) => {
      swigluForward(rec, { ...tensors, rows, cols });
      swigluBackward(rec, { ...tensors, rows, cols });
    },
    [tensors.out, tensors.dGateUp],
  );
}

describe('swiglu', () => {
  it.each([
    { rows: 7, cols: 13 },
    { rows: 33, cols: 44 },
  ])('matches the twin forward and backward: %o', async ({ rows, cols }) => {
    const gateUp = randomArray(rows * 2 * cols, 1, 4);
    const dOut = randomArray(rows * cols, 2);
    const [out, dGateUp] = await runSwiglu(gateUp, dOut, rows, cols);
    expectClose(out, swigluForwardTwin(gateUp, cols));
    expectClose(dGateUp, swigluBackwardTwin(gateUp, dOut, cols));
  });

  it('is the identity on large gates and nothing on very negative ones', async () => {
    const gates = [1000, 100, -100, -1000];
    const gateUp = Float32Array.from([...gates, 2, 2, 2, 2]);
    const [out, dGateUp] = await runSwiglu(gateUp, new Float32Array(4).fill(1), 1, 4);
    expectClose(out, [2000, 200, 0, 0]);
    expectClose(dGateUp, [2, 2, 0, 0, 1000, 100, 0, 0]);
  });

  it('has a twin whose gradient agrees with finite differences', () => {
    const gateUp = randomArray(20, 3, 2);
    const dOut = randomArray(10, 4);
    const loss = () => swigluForwardTwin(gateUp, 5).reduce((sum, value, i) => sum + value * dOut[i], 0);
    const h = 2 ** -9;
    const numeric = Array.from(gateUp, (value, i) => {
      gateUp[i] = value + h;
      const up = loss();
      gateUp[i] = value - h;
      const down = loss();
      gateUp[i] = value;
      return (up - down) / (2 * h);
    });
    expectClose(numeric, swigluBackwardTwin(gateUp, dOut, 5), 1e-3);
  });
});
