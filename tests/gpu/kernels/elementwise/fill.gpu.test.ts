import { describe, expect, it } from 'vitest';
import { fill } from '../../../../src/gpu/kernels/elementwise/fill.ts';
import { fillTwin } from '../../../../src/gpu/kernels/elementwise/fill.twin.ts';
import { randomArray, runOnce, testGpu } from '../../harness.ts';

describe('fill', () => {
  it('sets the head of a tensor and leaves the rest', async () => {
    const gpu = await testGpu();
    const expected = randomArray(301, 1);
    const out = gpu.upload('out', expected);
    fillTwin(expected, -2.5, 203);
    const [result] = await runOnce(gpu, (r) => fill(r, { out, value: -2.5, count: 203 }), [out]);
    expect([...result]).toEqual([...expected]);
  });

  it('refuses integers', async () => {
    const gpu = await testGpu();
    const out = gpu.createTensor('ids', [4], 'u32');
    await expect(runOnce(gpu, (r) => fill(r, { out, value: 0, count: 4 }), [])).rejects.toThrow(/u32/);
  });
});
