import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { matmul, type MatmulOptions } from '../../../../src/gpu/kernels/matmul/matmul.ts';
import { matmulTwin } from '../../../../src/gpu/kernels/matmul/matmul.twin.ts';
import {
  MATMUL,
  forSize,
  MATMUL_VARIANTS,
  ofWeight,
  type MatmulVariantName,
} from '../../../../src/gpu/kernels/matmul/matmulVariants.ts';
import { Recorder } from '../../../../src/gpu/plan.ts';
import { run } from '../../../../src/gpu/queue.ts';
import { expectClose, randomArray, runOnce, testGpu } from '../../harness.ts';
import { checkMatmul, TRANSPOSES } from './matmulCase.ts';

const BLOCKS = ['block32', 'block64', 'block64wide', 'block128x64', 'block128'] as const;

let before: MatmulVariantName;
beforeAll(async () => {
  before = MATMUL.chosen(await testGpu());
});
afterAll(async () => MATMUL.choose(await testGpu(), before));

/** What a product gives with a variant. */
async function product(
  variant: MatmulVariantName,
  { m, n, k, ...options }: { m: number; n: number; k: number; transB?: boolean; order?: 'sliced' },
): Promise<Float32Array> {
  const gpu = await testGpu();
  MATMUL.choose(gpu, variant);
  const [a, b] = [gpu.upload('a', randomArray(m * k, 1)), gpu.upload('b', randomArray(n * k, 2))];
  const out = gpu.createTensor('out', [m, n]);
  const [result] = await runOnce(gpu, (rec) => matmul(rec, { a, b, out, m, n, k, ...options }), [out]);
  return result;
}

/** The first rows of a product that is added to what was there. */
async function residualRows(m: number): Promise<Float32Array> {
  const gpu = await testGpu();
  const [n, k] = [36, 300];
  const rows = (count: number, seed: number) =>
    gpu.upload('rows', randomArray(70 * count, seed).subarray(0, m * count));
  const [a, residual, b] = [rows(k, 3), rows(n, 4), gpu.upload('b', randomArray(n * k, 5))];
  const out = gpu.createTensor('out', [m, n]);
  const options = { a, b, residual, out, m, n, k, order: 'sliced' } as const;
  const [result] = await runOnce(gpu, (rec) => matmul(rec, options), [out]);
  return result;
}

describe.each(BLOCKS)('matmul as %s', (variant) => {
  beforeAll(async () => MATMUL.choose(await testGpu(), variant));

  it.each(TRANSPOSES)('multiplies sizes that are no multiple of a block, in wider lines: %o', async (t) => {
    await checkMatmul({ m: 37, n: 44, k: 20, ...t });
    await checkMatmul({ m: 132, n: 136, k: 68, ...t });
    const columns = { lda: 136, ldb: 140, ldc: 60, aStart: 24, outStart: 36 };
    await checkMatmul({ m: 68, n: 12, k: 36, ...columns, scale: -1.75, ...t });
  });

  it('ends a weight gradient with the last token, split or not', async () => {
    await checkMatmul({ m: 68, n: 36, k: 61, transA: true });
    await checkMatmul({ m: 32, n: 24, k: 1031, transA: true, with: ['accumulate'] });
  });

  it('sums with K ascending, as the small block does', async () => {
    const size = { m: 76, n: 132, k: 100 };
    expect(await product(variant, size)).toEqual(await product('tiled32', size));
    expect(await product(variant, { ...size, transB: true })).toEqual(
      await product('tiled32', { ...size, transB: true }),
    );
  });
});

it.each([{ transB: false }, { transB: true }])(
  'the plain tiles sum alike, whatever their edge: %o',
  async (t) => {
    const size = { m: 76, n: 132, k: 100, ...t };
    expect(await product('tiled64', size)).toEqual(await product('tiled32', size));
  },
);

describe('products of a small weight', () => {
  beforeAll(async () => MATMUL.choose(await testGpu(), 'blockSliced'));

  it.each(TRANSPOSES)('agree with the twin on odd sizes, in wider lines: %o', async (t) => {
    await checkMatmul({ m: 37, n: 44, k: 20, ...t });
    await checkMatmul({ m: 132, n: 136, k: 68, ...t });
    const columns = { lda: 136, ldb: 140, ldc: 60, aStart: 24, outStart: 36 };
    await checkMatmul({ m: 68, n: 12, k: 36, ...columns, scale: -1.75, ...t });
  });

  it('are those of up to 2^18 numbers, whatever the rows and whichever of its products', () => {
    const { blockSliced, block } = MATMUL_VARIANTS;
    expect(ofWeight(blockSliced, 2 ** 18)).toBe(blockSliced.small);
    expect(ofWeight(blockSliced, 2 ** 18 + 4)).toBe(blockSliced);
    expect(ofWeight(block, 4)).toBe(block);
  });

  it('give a row the same bits in any batch', async () => {
    const size = { n: 36, k: 200 };
    const many = await product('blockSliced', { m: 70, ...size });
    expect(await product('blockSliced', { m: 3, ...size })).toEqual(many.subarray(0, 3 * 36));
  });
});

describe('matmul as a block', () => {
  it.each(['block32', 'block128', 'blockSliced'] as const)(
    'applies epilogues, with halves too: %s',
    async (variant) => {
      MATMUL.choose(await testGpu(), variant);
      const shape = { m: 13, n: 36, k: 20 };
      await checkMatmul({ ...shape, with: ['bias', 'residual'] });
      await checkMatmul({ ...shape, with: ['bias', 'gelu'] });
      await checkMatmul({ ...shape, with: ['geluGrad', 'accumulate'] });
      await checkMatmul({ ...shape, halves: true, scale: 2, with: ['bias', 'inPlace'] });
      await checkMatmul({ ...shape, halves: true, transB: true });
    },
  );
});

describe.each(['block', 'blockSliced'] as const)('matmul in slices of K: %s', (variant) => {
  beforeAll(async () => MATMUL.choose(await testGpu(), variant));

  it.each([{ transB: false }, { transB: true }])('agrees with the twin: %o', async (t) => {
    const order = 'sliced';
    await checkMatmul({ m: 5, n: 36, k: 20, order, ...t });
    await checkMatmul({ m: 33, n: 20, k: 132, order, with: ['bias', 'residual'], ...t });
    await checkMatmul({ m: 4, n: 44, k: 64, order, halves: true, with: ['bias', 'gelu'], ...t });
    await checkMatmul({ m: 3, n: 1027, k: 36, ldc: 1028, order, ...t });
  });

  it('gives a row the same bits whatever batch it is in', async () => {
    const size = { n: 36, k: 200, transB: true, order: 'sliced' } as const;
    const [many, few] = [
      await product(variant, { m: 70, ...size }),
      await product(variant, { m: 3, ...size }),
    ];
    expect(few).toEqual(many.subarray(0, 3 * 36));
  });

  it('adds a residual in long stretches of K, to the same bits in any batch', async () => {
    const residual = { n: 36, k: 300, order: 'sliced', with: ['bias', 'residual'] } as const;
    await checkMatmul({ m: 37, ...residual });
    await checkMatmul({ m: 5, ...residual, k: 132, transB: true, halves: true });
    const [many, few] = [await residualRows(70), await residualRows(3)];
    expect(few).toEqual(many.subarray(0, 3 * 36));
  });

  it('is left alone by variants that have none', async () => {
    const size = { m: 8, n: 36, k: 200, transB: true };
    expect(await product('register16', { ...size, order: 'sliced' })).toEqual(
      await product('register16', size),
    );
  });
});

describe('the size of a block', () => {
  it('is the largest that makes enough of them', () => {
    const { block } = MATMUL_VARIANTS;
    expect(forSize(block, 4096, 4096, 64).name).toBe('block128');
    expect(forSize(block, 2048, 1024, 64).name).toBe('block64wide');
    expect(forSize(block, 64, 64, 64).name).toBe('block32');
  });
});

describe('spare columns of out', () => {
  it.each(['block', 'blockSliced', 'quad16', 'register16'] as const)(
    'make an odd end part of the rest: %s',
    async (variant) => {
      const gpu = await testGpu();
      MATMUL.choose(gpu, variant);
      const [m, n, k, ldc] = [3, 1027, 36, 1028];
      const [a, b] = [randomArray(m * k, 1), randomArray(n * k, 2)];
      const out = gpu.createTensor('out', [m, ldc]);
      const product = { a: gpu.upload('a', a), b: gpu.upload('b', b), transB: true, out, m, n, k, ldc };
      const by = async (options: Partial<MatmulOptions>) => {
        const rec = new Recorder(gpu, 'spare');
        matmul(rec, { ...product, ...options });
        const plan = await rec.finish();
        const [all] = await run(gpu, [plan], [out]);
        const dispatches = plan.dispatchInfo.length;
        plan.destroy();
        return { dispatches, columns: all.filter((_, i) => i % ldc < n) };
      };
      const whole = await by({ spareColumns: true, order: 'sliced' });
      expect(whole.dispatches).toBe(1);
      const twin = matmulTwin({ a, b, m, n, k, ldc, transB: true });
      expectClose(
        whole.columns,
        twin.filter((_, i) => i % ldc < n),
        1e-5,
      );
      const cut = await by({ order: 'sliced' });
      expect(cut.dispatches).toBe(2);
      // Blocks have an order of their own for new tokens, which the cut end has not.
      if (!variant.startsWith('block')) expect(whole.columns).toEqual(cut.columns);
      // Where lines end with the last column, the next line begins there.
      const tight = await by({ spareColumns: true, ldc: n });
      expect(tight.columns).toEqual((await by({ ldc: n })).columns);
    },
  );
});
