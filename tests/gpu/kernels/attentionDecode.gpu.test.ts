import { describe, expect, it } from 'vitest';
import { attentionForward } from '../../../src/gpu/kernels/attention.ts';
import { attentionDecode } from '../../../src/gpu/kernels/attentionDecode.ts';
import { attentionDecodeTwin } from '../../../src/gpu/kernels/attention.twin.ts';
import { kvCachePrefill } from '../../../src/gpu/kernels/kvCache.ts';
import { expectClose, randomArray, runOnce, testGpu } from '../harness.ts';

describe('attentionDecode', () => {
  it.each([
    { batch: 3, heads: 2, headDim: 5, capacity: 11 },
    { batch: 5, heads: 4, headDim: 32, capacity: 40 },
  ])('appends at each cursor and attends up to it: %o', async (shape) => {
    const gpu = await testGpu();
    const { batch, heads, headDim, capacity } = shape;
    const qkv = randomArray(batch * 3 * heads * headDim, 1, 2);
    const k = randomArray(batch * heads * capacity * headDim, 2);
    const v = randomArray(batch * heads * capacity * headDim, 3);
    const cursor = Uint32Array.from({ length: batch }, (_, row) => (row * 7) % capacity);
    const kCache = gpu.upload('k', k);
    const vCache = gpu.upload('v', v);
    const out = gpu.createTensor('out', [batch, heads * headDim]);
    const results = await runOnce(
      gpu,
      (rec) =>
        attentionDecode(rec, {
          qkv: gpu.upload('qkv', qkv),
          kCache,
          vCache,
          cursor: gpu.upload('cursor', cursor),
          out,
          ...shape,
        }),
      [out, kCache, vCache],
    );
    const expected = attentionDecodeTwin(qkv, k, v, cursor, shape);
    expectClose(results[0], expected.out);
    expect(results[1]).toEqual(expected.k);
    expect(results[2]).toEqual(expected.v);
  });

  it('continues a prefill as whole-sequence attention would', async () => {
    const gpu = await testGpu();
    const shape = { batch: 2, length: 9, heads: 2, headDim: 8 };
    const width = 16;
    const qkv = randomArray(2 * 9 * 3 * width, 4, 2);
    const whole = gpu.upload('qkv', qkv);
    const last = gpu.upload(
      'last',
      Float32Array.from([0, 1].flatMap((b) => [...qkv.subarray((b * 9 + 8) * 48, (b * 9 + 9) * 48)])),
    );
    const expected = gpu.createTensor('expected', [18, width]);
    const lse = gpu.createTensor('lse', [2, 2, 9]);
    const out = gpu.createTensor('out', [2, width]);
    const cache = {
      kCache: gpu.createTensor('k', [2, 2, 12, 8]),
      vCache: gpu.createTensor('v', [2, 2, 12, 8]),
    };
    const [attended, decoded] = await runOnce(
      gpu,
      (rec) => {
        attentionForward(rec, { ...shape, qkv: whole, out: expected, lse });
        kvCachePrefill(rec, { ...shape, ...cache, qkv: whole, capacity: 12, repeat: 1 });
        const cursor = gpu.upload('cursor', Uint32Array.of(8, 8));
        attentionDecode(rec, { ...shape, ...cache, qkv: last, cursor, out, capacity: 12 });
      },
      [expected, out],
    );
    expectClose(decoded.subarray(0, width), attended.subarray(8 * width, 9 * width), 1e-6);
    expectClose(decoded.subarray(width), attended.subarray(17 * width), 1e-6);
  });
});
