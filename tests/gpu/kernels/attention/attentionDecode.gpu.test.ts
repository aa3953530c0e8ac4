import { expect, it } from 'vitest';
import { attentionBlockRows, attentionForward } from '../../../../src/gpu/kernels/attention/attention.ts';
import { attentionDecode } from '../../../../src/gpu/kernels/attention/attentionDecode.ts';
import { attentionDecodeTwin } from '../../../../src/gpu/kernels/attention/attention.twin.ts';
import { kvCachePrefill } from '../../../../src/gpu/kernels/attention/kvCache.ts';
import { expectClose, randomArray, runOnce, testGpu } from '../../harness.ts';
import { ATTENTION } from '../../../../src/gpu/kernels/attention/attentionVariants.ts';
import { describeEveryVariant } from '../everyVariant.ts';
import { packedBlocks, packedIndices, packedRows } from '../packing.ts';

describeEveryVariant(ATTENTION, 'attentionDecode', () => {
  it.each([
    { batch: 3, heads: 2, kvHeads: 2, headDim: 5, capacity: 11 },
    { batch: 3, heads: 6, kvHeads: 2, headDim: 5, capacity: 11 },
    { batch: 5, heads: 4, kvHeads: 4, headDim: 32, capacity: 40 },
    { batch: 30, heads: 3, kvHeads: 1, headDim: 64, capacity: 197 },
    { batch: 2, heads: 2, kvHeads: 1, headDim: 67, capacity: 9 },
  ])('appends at each cursor and attends up to it: %o', async (shape) => {
    const gpu = await testGpu();
    const { batch, heads, kvHeads, headDim, capacity } = shape;
    const qkv = randomArray(batch * (heads + 2 * kvHeads) * headDim, 1, 2);
    const k = randomArray(batch * kvHeads * capacity * headDim, 2);
    const v = randomArray(batch * kvHeads * capacity * headDim, 3);
    const cursor = Uint32Array.from({ length: batch }, (_, row) => (row * 7) % capacity);
    // What lies past a cursor is left over from other answers and must not be looked at.
    for (const cache of [k, v]) {
      cache.forEach((_, i) => {
        const position = Math.floor(i / headDim) % capacity;
        if (position > cursor[Math.floor(i / (headDim * capacity * kvHeads))]) cache[i] = NaN;
      });
    }
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
    const lengths = [9, 6];
    const shape = { heads: 2, kvHeads: 2, headDim: 8 };
    const rows = packedRows(lengths);
    const qkv = randomArray(rows * 48, 4, 2);
    const lasts = [...qkv.subarray(8 * 48, 9 * 48), ...qkv.subarray(14 * 48, 15 * 48)];
    const whole = gpu.upload('qkv', qkv);
    const blocks = packedBlocks(lengths, attentionBlockRows(gpu, shape.headDim));
    const { positions, sequenceOf } = packedIndices(lengths);
    const expected = gpu.createTensor('expected', [rows, 16]);
    const out = gpu.createTensor('out', [2, 16]);
    const cache = {
      kCache: gpu.createTensor('k', [2, 2, 12, 8]),
      vCache: gpu.createTensor('v', [2, 2, 12, 8]),
      capacity: 12,
    };
    const [attended, decoded] = await runOnce(
      gpu,
      (rec) => {
        attentionForward(rec, {
          ...shape,
          rows,
          qkv: whole,
          blocks: gpu.upload('blocks', blocks, [blocks.length / 4, 4]),
          out: expected,
          lse: gpu.createTensor('lse', [rows, 2]),
        });
        kvCachePrefill(rec, {
          ...shape,
          ...cache,
          rows,
          qkv: whole,
          positions: gpu.upload('positions', positions),
          sequenceOf: gpu.upload('sequenceOf', sequenceOf),
          repeat: 1,
        });
        attentionDecode(rec, {
          ...shape,
          ...cache,
          batch: 2,
          qkv: gpu.upload('last', Float32Array.from(lasts)),
          cursor: gpu.upload('cursor', Uint32Array.of(8, 5)),
          out,
        });
      },
      [expected, out],
    );
    expectClose(decoded.subarray(0, 16), attended.subarray(8 * 16, 9 * 16), 1e-6);
    expectClose(decoded.subarray(16), attended.subarray(14 * 16), 1e-6);
  });
});
