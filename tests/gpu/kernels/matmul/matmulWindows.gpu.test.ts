import { beforeAll, describe, expect, it } from 'vitest';
import { Gpu } from '../../../../src/gpu/device.ts';
import { matmul, type MatmulOptions } from '../../../../src/gpu/kernels/matmul/matmul.ts';
import { floatToHalf } from '../../../../src/files/safetensors/dtype.ts';
import { PartialSums } from '../../../../src/gpu/kernels/sums/partialSums.ts';
import { Recorder } from '../../../../src/gpu/plan.ts';
import { run } from '../../../../src/gpu/queue.ts';
import { expectClose, randomArray, testGpu } from '../../harness.ts';

type Sizes = Pick<
  MatmulOptions,
  'm' | 'n' | 'k' | 'transA' | 'transB' | 'lda' | 'ldc' | 'aStart' | 'outStart' | 'scale'
> & { readonly halves?: boolean };
type Epilogue = 'bias' | 'residual' | 'gelu' | 'geluGrad' | 'accumulate';

/** Bytes of a binding on the smaller device. */
const LIMIT = 80 * 1024;

let whole: Gpu;
let small: Gpu;
beforeAll(async () => {
  whole = await testGpu();
  small = new Gpu(whole.device, whole.adapter, { maxBinding: LIMIT });
});

async function product(
  gpu: Gpu,
  { halves = false, ...sizes }: Sizes,
  epilogues: readonly Epilogue[],
  deferred: boolean,
) {
  const { m, n, k, transA, lda = transA ? m : k, ldc = n, aStart = 0, outStart = 0 } = sizes;
  const has = (epilogue: Epilogue) => epilogues.includes(epilogue);
  const plane = (seed: number) => gpu.upload(`plane${seed}`, randomArray(outStart + m * ldc, seed));
  const b = randomArray(k * n, 2);
  const rec = new Recorder(gpu, 'product');
  const sums = deferred ? new PartialSums(rec) : undefined;
  const [out, gelu] = [plane(3), plane(4)];
  matmul(rec, {
    ...sizes,
    a: gpu.upload('a', randomArray(aStart + (transA ? k : m) * lda, 1)),
    b: gpu.upload('b', halves ? Uint16Array.from(b, floatToHalf) : b),
    out,
    bias: has('bias') ? gpu.upload('bias', randomArray(n, 5)) : undefined,
    residual: has('residual') ? plane(6) : undefined,
    gelu: has('gelu') ? gelu : undefined,
    geluGrad: has('geluGrad') ? plane(7) : undefined,
    accumulate: has('accumulate'),
    sums,
  });
  sums?.flush();
  const plan = await rec.finish();
  return { values: await run(gpu, [plan], [out, gelu]), dispatches: plan.dispatchInfo.length };
}

async function check(sizes: Sizes, epilogues: readonly Epilogue[] = [], deferred = false) {
  const expected = await product(whole, sizes, epilogues, deferred);
  const actual = await product(small, sizes, epilogues, deferred);
  expect(actual.dispatches).toBeGreaterThan(expected.dispatches);
  expected.values.forEach((values, index) => expectClose(actual.values[index], values, 1e-5));
}

describe('matmul with operands larger than a binding', () => {
  it.each<[string, Sizes]>([
    ['rows of a and out', { m: 1200, n: 24, k: 20 }],
    ['odd sizes', { m: 1201, n: 23, k: 19 }],
    ['a head: rows of b, columns of out', { m: 20, n: 1000, k: 24, transB: true, ldc: 1004 }],
    ['a head with many rows', { m: 130, n: 300, k: 72, transB: true }],
    ['lines of b along K', { m: 20, n: 24, k: 1000 }],
    ['the way back through a head', { m: 130, n: 24, k: 298, lda: 300 }],
    ['both operands along K, as in a weight gradient', { m: 40, n: 24, k: 1000, transA: true }],
    ['a head of halves', { m: 16, n: 1203, k: 37, transB: true, ldc: 1204, halves: true }],
    ['halves along K', { m: 10, n: 24, k: 2000, halves: true }],
    [
      'columns of wider matrices',
      { m: 600, n: 12, k: 20, lda: 60, ldc: 48, aStart: 25, outStart: 13, scale: 2 },
    ],
    ['columns past a binding step', { m: 200, n: 12, k: 20, lda: 128, ldc: 160, aStart: 84, outStart: 140 }],
    ['a gradient of columns', { m: 20, n: 24, k: 1000, transA: true, lda: 88, aStart: 68, scale: 0.5 }],
    ['a gradient larger than a binding', { m: 1000, n: 24, k: 12, transA: true }],
  ])('%s', async (_, sizes) => {
    await check(sizes);
    await check(sizes, ['accumulate']);
  });

  it('applies epilogues once, wherever the cuts are', async () => {
    await check({ m: 1200, n: 24, k: 20 }, ['bias', 'residual']);
    await check({ m: 1200, n: 24, k: 20 }, ['bias', 'gelu']);
    await check({ m: 20, n: 1000, k: 24, transB: true }, ['geluGrad']);
    await check({ m: 20, n: 24, k: 1000 }, ['bias', 'residual']);
    await check({ m: 600, n: 24, k: 20, ldc: 60, outStart: 27, scale: 3 }, ['bias', 'residual']);
    await check({ m: 600, n: 24, k: 20, ldc: 60, outStart: 27, scale: 3 }, ['bias', 'gelu']);
  });

  it('does not put off parts of a sum that is cut', async () => {
    await check({ m: 40, n: 24, k: 1400, transA: true }, [], true);
    await check({ m: 40, n: 24, k: 1400, transA: true }, ['accumulate'], true);
  });

  it('refuses what needs the whole sum at once', async () => {
    await expect(product(small, { m: 20, n: 24, k: 1000 }, ['gelu'], false)).rejects.toThrow(/behind a GELU/);
  });
});
