import { describe, expect, it } from 'vitest';
import { kvCachePrefillTwin } from '../../../src/gpu/kernels/attention.twin.ts';
import { kvCachePrefill } from '../../../src/gpu/kernels/kvCache.ts';
import { Recorder } from '../../../src/gpu/plan.ts';
import { randomArray, runOnce, testGpu } from '../harness.ts';

describe('kvCachePrefill', () => {
  it.each([
    { batch: 2, length: 7, heads: 3, headDim: 5, capacity: 9, repeat: 3 },
    { batch: 3, length: 4, heads: 2, headDim: 8, capacity: 4, repeat: 1 },
  ])('copies each prompt to its answers and touches nothing else: %o', async (options) => {
    const gpu = await testGpu();
    const { batch, length, heads, headDim, capacity, repeat } = options;
    const qkv = randomArray(batch * length * 3 * heads * headDim);
    const cache = randomArray(batch * repeat * heads * capacity * headDim, 2);
    const kCache = gpu.upload('k', cache);
    const vCache = gpu.upload('v', cache);
    const [k, v] = await runOnce(
      gpu,
      (rec) => kvCachePrefill(rec, { qkv: gpu.upload('qkv', qkv), kCache, vCache, ...options }),
      [kCache, vCache],
    );
    expect(k).toEqual(kvCachePrefillTwin(qkv, cache, 1, options));
    expect(v).toEqual(kvCachePrefillTwin(qkv, cache, 2, options));
  });

  it('refuses a prompt longer than the cache', async () => {
    const gpu = await testGpu();
    const any = gpu.createTensor('any', [1]);
    const options = { batch: 1, length: 5, heads: 1, headDim: 1, capacity: 4, repeat: 1 };
    expect(() =>
      kvCachePrefill(new Recorder(gpu, 'test'), { qkv: any, kCache: any, vCache: any, ...options }),
    ).toThrow(RangeError);
  });
});
