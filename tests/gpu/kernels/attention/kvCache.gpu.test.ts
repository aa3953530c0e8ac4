import { expect, it } from 'vitest';
import { kvCachePrefillTwin } from '../../../../src/gpu/kernels/attention/attention.twin.ts';
import { kvCachePrefill } from '../../../../src/gpu/kernels/attention/kvCache.ts';
import { randomArray, runOnce, testGpu } from '../../harness.ts';
import { packedIndices, packedRows } from '../packing.ts';

it.each([
  { lengths: [7, 2], heads: 3, kvHeads: 3, headDim: 5, capacity: 9, repeat: 3 },
  { lengths: [4, 1, 3], heads: 2, kvHeads: 2, headDim: 8, capacity: 4, repeat: 1 },
  { lengths: [4, 1, 3], heads: 6, kvHeads: 2, headDim: 8, capacity: 4, repeat: 2 },
])('copies each prompt to its answers and touches nothing else: %o', async (options) => {
  const gpu = await testGpu();
  const { lengths, heads, kvHeads, headDim, capacity, repeat } = options;
  const filler = 3;
  const rows = packedRows(lengths) + filler;
  const qkv = randomArray(rows * (heads + 2 * kvHeads) * headDim);
  const cache = randomArray(lengths.length * repeat * kvHeads * capacity * headDim, 2);
  const { positions, sequenceOf } = packedIndices(lengths);
  const kCache = gpu.upload('k', cache);
  const vCache = gpu.upload('v', cache);
  const [k, v] = await runOnce(
    gpu,
    (rec) =>
      kvCachePrefill(rec, {
        qkv: gpu.upload('qkv', qkv),
        positions: gpu.upload('positions', Uint32Array.of(...positions, 0, 1, 2)),
        sequenceOf: gpu.upload(
          'sequenceOf',
          Uint32Array.of(...sequenceOf, 0xffffffff, 0xffffffff, 0xffffffff),
        ),
        kCache,
        vCache,
        rows,
        heads,
        kvHeads,
        headDim,
        capacity,
        repeat,
      }),
    [kCache, vCache],
  );
  expect(k).toEqual(kvCachePrefillTwin(qkv, cache, 1, options));
  expect(v).toEqual(kvCachePrefillTwin(qkv, cache, 2, options));
});
