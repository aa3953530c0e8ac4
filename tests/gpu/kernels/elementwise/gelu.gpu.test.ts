import { describe, expect, it } from 'vitest';
import { geluDerivativeTwin, geluTwin } from '../../../../src/gpu/kernels/elementwise/gelu.twin.ts';
import { matmul } from '../../../../src/gpu/kernels/matmul/matmul.ts';
import { expectClose, runOnce, testGpu } from '../../harness.ts';

describe('gelu', () => {
  it('has a twin whose derivative agrees with finite differences and known values', () => {
    const xs = Array.from({ length: 81 }, (_, i) => i / 10 - 4);
    const numeric = xs.map((x) => (geluTwin(x + 1e-5) - geluTwin(x - 1e-5)) / 2e-5);
    expectClose(numeric, xs.map(geluDerivativeTwin), 1e-8);
    // torch.nn.functional.gelu(x, approximate="tanh")
    expect(geluTwin(1)).toBeCloseTo(0.8411920070648193, 6);
    expect(geluTwin(-2)).toBeCloseTo(-0.04540228843688965, 6);
  });

  it('stays finite and right far from zero, in the fused forward and backward', async () => {
    const gpu = await testGpu();
    const xs = Float32Array.of(-1e4, -60, -9, -3, -0.5, 0, 1e-3, 0.7, 3, 8, 60, 1e4);
    const one = gpu.upload('one', Float32Array.of(1));
    const z = gpu.upload('z', xs, [1, xs.length]);
    const ones = gpu.upload('ones', new Float32Array(xs.length).fill(1));
    const [out, pre, grad] = ['out', 'pre', 'grad'].map((name) => gpu.createTensor(name, [1, xs.length]));
    const shape = { m: 1, n: xs.length, k: 1 };
    const results = await runOnce(
      gpu,
      (recorder) => {
        matmul(recorder, { ...shape, a: one, b: z, out, gelu: pre });
        matmul(recorder, { ...shape, a: one, b: ones, out: grad, geluGrad: z });
      },
      [out, pre, grad],
    );
    expect([...results[1]]).toEqual([...xs]);
    xs.forEach((x, i) => {
      expect(Math.abs(results[0][i] - geluTwin(x))).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(x)));
      expect(Math.abs(results[2][i] - geluDerivativeTwin(x))).toBeLessThanOrEqual(2e-6);
    });
  });
});
