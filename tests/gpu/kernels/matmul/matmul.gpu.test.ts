import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { floatToHalf } from '../../../../src/files/safetensors/dtype.ts';
import { matmul } from '../../../../src/gpu/kernels/matmul/matmul.ts';
import {
  MATMUL,
  forSize,
  MATMUL_VARIANTS,
  panelOf,
  soonestOf,
  type MatmulVariantName,
} from '../../../../src/gpu/kernels/matmul/matmulVariants.ts';
import { matmulTwin } from '../../../../src/gpu/kernels/matmul/matmul.twin.ts';
import { Recorder } from '../../../../src/gpu/plan.ts';
import { run } from '../../../../src/gpu/queue.ts';
import { expectClose, randomArray, runOnce, testGpu } from '../../harness.ts';
import { checkMatmul as check, TRANSPOSES } from './matmulCase.ts';

/** Blocks have a file of their own. */
const VARIANTS = (Object.keys(MATMUL_VARIANTS) as MatmulVariantName[]).filter(
  (name) => !name.startsWith('block'),
);

describe.each(VARIANTS)('matmul as %s', (variant) => {
  let before: MatmulVariantName;
  beforeAll(async () => {
    const gpu = await testGpu();
    before = MATMUL.chosen(gpu);
    MATMUL.choose(gpu, variant);
  });
  afterAll(async () => MATMUL.choose(await testGpu(), before));

  it.each(TRANSPOSES)('multiplies whole vectors, rows and columns no multiple of a tile: %o', async (t) => {
    await check({ m: 37, n: 44, k: 20, ...t });
    await check({ m: 20, n: 12, k: 64, ...t });
    await check({ m: 128, n: 72, k: 40, ...t });
  });

  it.each(TRANSPOSES)('multiplies odd sizes: %o', async (t) => {
    await check({ m: 5, n: 37, k: 11, ...t });
    await check({ m: 1, n: 1, k: 1, ...t });
    await check({ m: 3, n: 1003, k: 36, ...t });
  });

  it.each(TRANSPOSES)('keeps to line lengths wider than the matrix: %o', async (t) => {
    await check({ m: 12, n: 20, k: 16, lda: 24, ldb: 28, ldc: 32, ...t });
    await check({ m: 9, n: 7, k: 5, lda: 13, ldb: 11, ldc: 10, ...t });
  });

  it.each([
    { k: 20, n: 36 },
    { k: 19, n: 37 },
  ])('applies every epilogue: %o', async (size) => {
    const shape = { m: 13, ...size };
    await check({ ...shape, with: ['bias'] });
    await check({ ...shape, with: ['bias', 'residual'] });
    await check({ ...shape, with: ['bias', 'inPlace'] });
    await check({ ...shape, with: ['accumulate'] });
    await check({ ...shape, with: ['gelu'] });
    await check({ ...shape, with: ['bias', 'gelu'] });
    await check({ ...shape, with: ['geluGrad'], transB: true });
    await check({ ...shape, with: ['geluGrad', 'accumulate'] });
  });

  it.each([{ transB: false }, { transB: true }])('multiplies with halves: %o', async (t) => {
    const halves = { ...t, halves: true };
    await check({ m: 37, n: 44, k: 20, ...halves });
    await check({ m: 128, n: 72, k: 40, ldb: 76, ...halves });
    await check({ m: 5, n: 37, k: 11, ...halves });
    await check({ m: 9, n: 7, k: 5, lda: 13, ldb: 11, ldc: 10, ...halves });
    await check({ m: 3, n: 1003, k: 36, ...halves });
    await check({ m: 1, n: 1, k: 1, ...halves });
  });

  it.each([
    { k: 20, n: 36 },
    { k: 19, n: 37 },
  ])('applies every epilogue to a scaled product with halves: %o', async (size) => {
    const shape = { m: 13, ...size, scale: -1.75, halves: true };
    await check({ ...shape, with: ['bias', 'residual'] });
    await check({ ...shape, with: ['bias', 'inPlace'] });
    await check({ ...shape, with: ['accumulate'] });
    await check({ ...shape, with: ['bias', 'gelu'] });
    await check({ ...shape, with: ['bias', 'gelu', 'geluAdd'] });
    await check({ ...shape, with: ['geluGrad'], transB: true });
    await check({ ...shape, halves: false, with: ['bias', 'gelu', 'geluAdd'] });
    await check({ m: 13, ...size, with: ['gelu', 'geluAdd'] });
  });

  it.each([
    { name: 'logits', m: 5, n: 1027, k: 36, transB: true, ldc: 1028 },
    { name: 'logits of halves', m: 5, n: 1027, k: 36, transB: true, ldc: 1028, halves: true },
    { name: 'their gradient by the states', m: 5, n: 36, k: 1027, lda: 1028 },
    { name: 'the same, of halves', m: 5, n: 36, k: 1027, lda: 1028, halves: true },
    { name: 'their gradient by the weights', m: 1027, n: 36, k: 5, transA: true, lda: 1028 },
  ])('computes all but the end of an odd vocabulary in vectors: $name', async (odd) => {
    const { name: _, ...shape } = odd;
    await check(shape);
    await check({ ...shape, with: ['accumulate'] });
    const gpu = await testGpu();
    const rec = new Recorder(gpu, 'odd');
    const { halves, ...sizes } = shape;
    matmul(rec, {
      ...sizes,
      a: gpu.createTensor('a', [1028 * 36]),
      b: gpu.createTensor('b', [1028 * 36], halves ? 'f16' : 'f32'),
      out: gpu.createTensor('out', [1028 * 36]),
    });
    const plan = await rec.finish();
    const scalar = plan.dispatchInfo.filter(({ kernel }) => /scalar/.test(kernel));
    const flops = (list: readonly { flops: number }[]) => list.reduce((sum, one) => sum + one.flops, 0);
    expect(plan.dispatchInfo).toHaveLength(2);
    expect(flops(scalar)).toBeLessThan(0.01 * flops(plan.dispatchInfo));
    expect(flops(plan.dispatchInfo)).toBe(2 * shape.m * shape.n * shape.k);
  });

  it.each(TRANSPOSES)('reads and writes columns of wider matrices: %o', async (t) => {
    await check({ m: 20, n: 12, k: 16, lda: 64, ldc: 60, aStart: 24, outStart: 36, ...t });
    await check({ m: 9, n: 7, k: 5, lda: 33, ldc: 27, aStart: 11, outStart: 17, ...t });
    await check({ m: 20, n: 12, k: 16, lda: 64, ldc: 60, aStart: 3, outStart: 40, ...t });
    const onto = { m: 20, n: 8, k: 16, lda: 40, ldc: 36, aStart: 4, outStart: 12, scale: 2, ...t };
    await check({ ...onto, with: ['accumulate'] });
    await check({ ...onto, with: ['bias', 'inPlace'] });
    await check({ ...onto, with: ['bias', 'gelu'] });
    await check({ ...onto, outStart: 13, with: ['accumulate'] });
  });

  it('splits weight gradients of columns, scaled', async () => {
    await check({ m: 32, n: 24, k: 1024, transA: true, lda: 96, aStart: 32, scale: 0.5 });
    await check({ m: 32, n: 24, k: 1031, transA: true, lda: 96, aStart: 31, scale: 3, with: ['accumulate'] });
    await check({
      m: 32,
      n: 24,
      k: 1024,
      transA: true,
      ldc: 24,
      outStart: 8,
      scale: 3,
      with: ['accumulate'],
    });
  });

  it('splits long weight gradients and still adds to what is there', async () => {
    await check({ m: 32, n: 24, k: 1024, transA: true });
    await check({ m: 32, n: 24, k: 1031, transA: true, with: ['accumulate'] });
    await check({ m: 33, n: 23, k: 1031, transA: true, with: ['accumulate'] });
  });

  it.each([
    { n: 68, k: 100, transB: false },
    { n: 68, k: 100, transB: true },
    { n: 68, k: 100, transB: true, halves: true },
    { n: 37, k: 19, transB: false },
    { n: 37, k: 19, transB: true },
    { n: 37, k: 19, transB: true, halves: true },
  ])('gives a row the same bits whatever batch it is in: %o', async ({ n, k, transB, halves }) => {
    const gpu = await testGpu();
    const a = randomArray(80 * k, 1);
    const b = randomArray(n * k, 2);
    const right = gpu.upload('b', halves ? Uint16Array.from(b, floatToHalf) : b);
    const shared = { b: right, n, k, transB };
    const whole = gpu.createTensor('whole', [80, n]);
    const part = gpu.createTensor('part', [7, n]);
    const [all, few] = await runOnce(
      gpu,
      (recorder) => {
        matmul(recorder, { ...shared, a: gpu.upload('a', a), out: whole, m: 80 });
        matmul(recorder, { ...shared, a: gpu.upload('rows', a.slice(11 * k, 18 * k)), out: part, m: 7 });
      },
      [whole, part],
    );
    expect([...few]).toEqual([...all.subarray(11 * n, 18 * n)]);
  });
});

describe('matmul of many rows', () => {
  it.each(TRANSPOSES)('multiplies with panels that K fits or does not: %o', async (t) => {
    await check({ m: 70, n: 76, k: 60, ...t });
    await check({ m: 131 - (t.transA ? 3 : 0), n: 132, k: 180, ...t });
    await check({ m: 64, n: 32, k: 64, ...t });
    await check({ m: 300, n: 260, k: 128, ...t });
  });

  it.each(TRANSPOSES)('reads and writes columns of wider matrices: %o', async (t) => {
    const lines = { lda: 208, ldb: 180, ldc: 60, aStart: 24, outStart: 36 };
    await check({ m: 68, n: 36, k: 56, ...lines, ...t });
    await check({ m: 68, n: 36, k: 124, ...lines, scale: -1.75, ...t });
  });

  it('ends weight gradients with the last token', async () => {
    await check({ m: 68, n: 36, k: 61, transA: true });
    await check({ m: 68, n: 36, k: 187, transA: true });
    await check({ m: 68, n: 36, k: 187, transA: true, with: ['accumulate'] });
  });

  it.each([{ k: 60 }, { k: 124 }])('applies every epilogue: %o', async ({ k }) => {
    const shape = { m: 66, n: 84, k };
    await check({ ...shape, with: ['bias'] });
    await check({ ...shape, with: ['bias', 'residual'] });
    await check({ ...shape, with: ['bias', 'inPlace'] });
    await check({ ...shape, with: ['accumulate'] });
    await check({ ...shape, with: ['gelu'] });
    await check({ ...shape, with: ['bias', 'gelu'] });
    await check({ ...shape, with: ['geluGrad'], transB: true });
    await check({ ...shape, with: ['geluGrad', 'accumulate'] });
    const scaled = { ...shape, scale: -1.75, halves: true };
    await check({ ...scaled, with: ['bias'] });
    await check({ ...scaled, with: ['bias', 'gelu'], transB: true });
    await check({ ...scaled, with: ['bias', 'gelu', 'geluAdd'] });
  });
});

describe('matmul', () => {
  it('uses registers on software adapters unless told otherwise', async () => {
    const gpu = await testGpu();
    const software = gpu.device.features.has('subgroups') ? 'quad16' : 'register16';
    expect(MATMUL.chosen(gpu)).toBe(gpu.adapter.software ? software : 'blockSliced');
  });

  it('has tiles for few rows and for large products on software adapters', () => {
    const { quad16, tiled64 } = MATMUL_VARIANTS;
    expect(forSize(quad16, 16, 1024, 1024)).toBe(quad16.few);
    expect(forSize(quad16, 1024, 512, 256)).toBe(quad16.large);
    expect(forSize(quad16, 17, 1024, 1024).name).toBe('quad16x16');
    expect(forSize(tiled64, 16, 64, 64)).toBe(tiled64);
  });

  it('takes the kernel that compiles soonest for small products that run seldom, and gives the same bits', async () => {
    const { quad16, tiled64 } = MATMUL_VARIANTS;
    expect(soonestOf(quad16, 64, 1024, 128)).toBe(quad16.few);
    expect(soonestOf(quad16, 64, 3072, 768)).toBeNull();
    expect(soonestOf(tiled64, 64, 64, 64)).toBeNull();

    const gpu = await testGpu();
    const [m, n, k] = [68, 96, 128];
    const a = gpu.upload('a', randomArray(m * k, 1));
    const b = gpu.upload('b', randomArray(k * n, 2));
    const outs: ArrayLike<number>[] = [];
    for (const seldom of [false, true]) {
      const rec = new Recorder(gpu, 'seldom');
      const out = rec.own('out', [m, n]);
      matmul(rec, { a, b, out, m, n, k, seldom });
      const plan = await rec.finish();
      if (MATMUL.chosen(gpu) === 'quad16') {
        expect(plan.dispatchInfo.map(({ kernel }) => kernel)).toEqual([
          seldom ? 'matmul.quad8x8.nn' : 'matmul.panel64.nn.passes',
        ]);
      }
      outs.push((await run(gpu, [plan], [out]))[0]);
      plan.destroy();
    }
    expect(outs[1]).toEqual(outs[0]);
  });

  it('takes panels for many rows where an unfinished sum has a place to wait', () => {
    const { quad16, register16 } = MATMUL_VARIANTS;
    const size = { m: 256, n: 192, terms: 64 };
    expect(panelOf(quad16, size, 'accumulate')).toEqual({ variant: quad16.panel, waiting: null });
    const deep = { ...size, terms: 192 };
    expect(panelOf(quad16, deep, 'plain')?.waiting).toBe('out');
    expect(panelOf(quad16, deep, 'gelu')?.waiting).toBe('preActivation');
    expect(panelOf(quad16, deep, 'residual')?.waiting).toBe('out');
    expect(panelOf(quad16, deep, 'accumulate')).toBeNull();
    expect(panelOf(quad16, { ...size, m: 32 }, 'plain')).toBeNull();
    expect(panelOf(register16, size, 'plain')).toBeNull();
  });

  it.each([
    { transB: false, names: ['register8', 'register16', 'quad16'] },
    { transB: true, names: ['register16', 'quad16'] },
  ] as const)('gives a row the same bits with every register tile: %o', async ({ transB, names }) => {
    const gpu = await testGpu();
    const before = MATMUL.chosen(gpu);
    const [n, k] = [512, 512];
    const [a, b] = [randomArray(512 * k, 1), randomArray(n * k, 2)];
    const right = gpu.upload('b', b);
    const expected = matmulTwin({ a, b, m: 16, n, k, transB });
    const results: Float32Array[] = [];
    for (const name of names.filter((name) => MATMUL.isSupported(gpu, name))) {
      MATMUL.choose(gpu, name);
      // Sizes that make the family of quads choose each of its tiles.
      const rows = name === 'quad16' ? [16, 36, 512, 512] : [36];
      for (const [i, m] of rows.entries()) {
        const left = gpu.upload('a', a.slice(0, m * k));
        const out = gpu.createTensor('out', [m, n]);
        // Added to zeros, a large product is computed by tiles: its sums could not wait between panels.
        const product = { a: left, b: right, out, m, n, k, transB, accumulate: i === 3 };
        const [actual] = await runOnce(gpu, (r) => matmul(r, product), [out]);
        results.push(actual.slice(0, 16 * n));
      }
    }
    MATMUL.choose(gpu, before);
    for (const result of results) {
      expectClose(result, expected, 1e-5);
      expect(result).toEqual(results[0]);
    }
  });

  it('refuses tensors that are too small and epilogues that do not combine', async () => {
    const gpu = await testGpu();
    const tensor = gpu.createTensor('small', [4, 4]);
    const base = { a: tensor, b: tensor, out: tensor, m: 4, n: 4, k: 4 };
    await expect(runOnce(gpu, (r) => matmul(r, { ...base, m: 5 }), [])).rejects.toThrow(/fewer than 20/);
    const both = { ...base, gelu: tensor, geluGrad: tensor };
    await expect(runOnce(gpu, (r) => matmul(r, both), [])).rejects.toThrow(/combine/);
    const added = { ...base, out: gpu.createTensor('out', [4, 4]), residual: tensor, accumulate: true };
    await expect(runOnce(gpu, (r) => matmul(r, added), [])).rejects.toThrow(/combine/);
    const nothing = { ...base, geluAdd: true };
    await expect(runOnce(gpu, (r) => matmul(r, nothing), [])).rejects.toThrow(/geluAdd/);
    for (const window of [{ aStart: 1 }, { outStart: 1 }]) {
      await expect(runOnce(gpu, (r) => matmul(r, { ...base, ...window }), [])).rejects.toThrow(
        /fewer than 17/,
      );
    }
    const halves = gpu.createTensor('halves', [4, 4], 'f16');
    for (const wrong of [{ a: halves }, { out: halves }, { b: halves, transA: true }]) {
      await expect(runOnce(gpu, (r) => matmul(r, { ...base, ...wrong }), [])).rejects.toThrow(
        /only b may be/,
      );
    }
  });
});
