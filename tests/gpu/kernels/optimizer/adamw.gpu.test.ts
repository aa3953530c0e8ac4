import { describe, expect, it } from 'vitest';
import {
  adamW,
  adamWUniforms,
  EPS_PYTORCH,
  EPS_TENSORFLOW,
} from '../../../../src/gpu/kernels/optimizer/adamw.ts';
import { adamWTwin } from '../../../../src/gpu/kernels/optimizer/adamw.twin.ts';
import { Recorder } from '../../../../src/gpu/plan.ts';
import { run } from '../../../../src/gpu/queue.ts';
import { expectClose, randomArray, testGpu } from '../../harness.ts';

const SCALARS = { lr: 3e-3, beta1: 0.9, beta2: 0.999, eps: 1e-5, weightDecay: 0.1, maxNorm: 1 };

/** A recorded AdamW step on `count` parameters, every other block of 64 decayed. */
async function setUp(count: number) {
  const gpu = await testGpu();
  const params = randomArray(count, 1);
  const decay = Float32Array.from({ length: Math.ceil(count / 64) }, (_, block) => block % 2);
  const tensors = {
    params: gpu.upload('params', params),
    grads: gpu.createTensor('grads', [count]),
    m: gpu.createTensor('m', [count]),
    v: gpu.createTensor('v', [count]),
    decay: gpu.upload('decay', decay),
    stats: gpu.createTensor('stats', [4]),
  };
  const step = adamWUniforms(gpu);
  const recorder = new Recorder(gpu, 'adamw');
  adamW(recorder, { memory: [{ ...tensors, count }], step, stats: tensors.stats });
  const plan = await recorder.finish();
  const { m, v, stats } = tensors;
  const take = async (grads: Float32Array, scalars: Parameters<typeof step.set>[0]) => {
    gpu.write(tensors.grads, grads);
    step.set(scalars);
    return (await run(gpu, [plan], [tensors.params, m, v, stats])) as Float32Array[];
  };
  return { params, decay, take, plan };
}

describe('adamW', () => {
  it.each([
    { count: 1024, epsForm: EPS_PYTORCH, maxNorm: 1 },
    { count: 1024, epsForm: EPS_TENSORFLOW, maxNorm: 1 },
    { count: 333, epsForm: EPS_PYTORCH, maxNorm: 0 },
    { count: 333, epsForm: EPS_TENSORFLOW, maxNorm: 100 },
  ])('follows the twin for ten steps: %o', async ({ count, epsForm, maxNorm }) => {
    const { params, decay, take } = await setUp(count);
    const [m, v] = [new Float32Array(count), new Float32Array(count)];
    for (let t = 1; t <= 10; t++) {
      const grads = randomArray(count, 100 + t, t === 5 ? 1e-4 : 1);
      const { beta1, beta2 } = SCALARS;
      const bias = { bias1: 1 - beta1 ** t, bias2: 1 - beta2 ** t };
      const scalars = { ...SCALARS, ...bias, maxNorm, epsForm };
      const expected = adamWTwin(params, grads, m, v, decay, scalars);
      const results = await take(grads, scalars);
      expectClose(results[0], params, 1e-5);
      expectClose(results[1], m, 1e-5);
      // f32 holds 1 - 0.999 to about 1e-5 only.
      expectClose(results[2], v, 5e-5);
      expectClose([results[3][0]], [expected.norm]);
      expectClose([results[3][1]], [expected.clip]);
      expect(results[3][2]).toBe(0);
      expect(expected.clip < 1).toBe(maxNorm === 1 && t !== 5);
    }
  });

  it('moves by the step sizes published for both places of epsilon', async () => {
    // Step 1, lr 1e-5, eps 1e-5, gradient 1e-4: 9.0909e-6 (PyTorch) and 2.4025e-6 (TensorFlow).
    for (const [epsForm, expected] of [
      [EPS_PYTORCH, 9.0909e-6],
      [EPS_TENSORFLOW, 2.4025e-6],
    ]) {
      const { take } = await setUp(4);
      const bias = { bias1: 0.1, bias2: 0.001 };
      const zero = { ...SCALARS, lr: 0, weightDecay: 0, ...bias, epsForm, maxNorm: 0 };
      const [before] = await take(new Float32Array(4), zero);
      const [after] = await take(new Float32Array(4).fill(1e-4), { ...zero, lr: 1e-2 });
      expectClose([(before[0] - after[0]) / 1e3], [expected], 1e-4);
    }
  });

  it.each([NaN, Infinity, -Infinity, 3e38])('skips the whole update for a gradient of %d', async (bad) => {
    const count = 200;
    const { take } = await setUp(count);
    const scalars = { ...SCALARS, bias1: 0.1, bias2: 0.001, epsForm: EPS_PYTORCH };
    const [params, m, v] = await take(randomArray(count, 7), scalars);
    const grads = randomArray(count, 8);
    grads[101] = bad;
    const results = await take(grads, scalars);
    expect([...results[0]]).toEqual([...params]);
    expect([...results[1]]).toEqual([...m]);
    expect([...results[2]]).toEqual([...v]);
    expect(results[3][2]).toBe(1);
    const next = await take(randomArray(count, 9), scalars);
    expect(next[3][2]).toBe(0);
    expect(next[0].every(Number.isFinite)).toBe(true);
    expect([...next[0]]).not.toEqual([...params]);
  });

  it('takes at most three dispatches', async () => {
    expect((await setUp(5000)).plan.dispatchInfo.length).toBeLessThanOrEqual(3);
  });
});
