/** Kernels on matrices larger than one binding: the same results, window by window. */
import { beforeAll, describe, expect, it } from 'vitest';
import { floatToHalf } from '../../../src/files/safetensors/dtype.ts';
import { Gpu } from '../../../src/gpu/device.ts';
import { adamW, adamWUniforms } from '../../../src/gpu/kernels/optimizer/adamw.ts';
import { decodeEmbed } from '../../../src/gpu/kernels/embedding/decodeEmbed.ts';
import {
  bucketTokens,
  embeddingBackward,
  embeddingForward,
} from '../../../src/gpu/kernels/embedding/embedding.ts';
import { fill } from '../../../src/gpu/kernels/elementwise/fill.ts';
import { logitsBackward, logitsForward, logitsUniforms } from '../../../src/gpu/kernels/head/logits.ts';
import { rowWindows } from '../../../src/gpu/kernels/windows.ts';
import { Recorder } from '../../../src/gpu/plan.ts';
import { run } from '../../../src/gpu/queue.ts';
import type { Tensor } from '../../../src/gpu/tensor.ts';
import { expectClose, randomArray, testGpu } from '../harness.ts';

/** Bytes of a binding on the smaller device. */
const LIMIT = 64 * 1024;

let whole: Gpu;
let small: Gpu;
beforeAll(async () => {
  whole = await testGpu();
  small = new Gpu(whole.device, whole.adapter, { maxBinding: LIMIT });
});

/** The same recording on both devices: results of each, and how many dispatches they took. */
async function onBoth(record: (gpu: Gpu, rec: Recorder) => readonly Tensor[]) {
  const results = [];
  for (const gpu of [whole, small]) {
    const rec = new Recorder(gpu, 'windows');
    const outputs = record(gpu, rec);
    const plan = await rec.finish();
    results.push({ values: await run(gpu, [plan], outputs), dispatches: plan.dispatchInfo.length });
  }
  const [all, windowed] = results;
  expect(windowed.dispatches).toBeGreaterThan(all.dispatches);
  return { all: all.values as Float32Array[], windowed: windowed.values as Float32Array[] };
}

describe('rowWindows', () => {
  it('cuts at multiples of 64 rows, and covers every row once', () => {
    expect(rowWindows({ maxBinding: 4 * 1000 }, 25, 40)).toEqual([{ first: 0, count: 25 }]);
    expect(rowWindows({ maxBinding: 4 * 150 * 7 }, 300, 7)).toEqual([
      { first: 0, count: 128 },
      { first: 128, count: 128 },
      { first: 256, count: 44 },
    ]);
    expect(rowWindows({ maxBinding: 2 * 300 * 7 }, 301, 7, 'f16')).toEqual([
      { first: 0, count: 256 },
      { first: 256, count: 45 },
    ]);
    expect(() => rowWindows({ maxBinding: 2 * 127 * 7 }, 128, 7, 'f16')).toThrow(/128 rows of 7/);
    expect(() => rowWindows({ maxBinding: 4 * 63 * 7 }, 64, 7)).toThrow(/64 rows of 7/);
  });
});

describe('a table larger than a binding', () => {
  it.each([36, 37])('is looked up and differentiated, %d columns', async (dim) => {
    const [vocab, rows] = [1003, 90];
    const tokens = Uint32Array.from({ length: rows }, (_, i) => (i * 677) % vocab);
    const { order, rowStart } = bucketTokens(tokens, vocab);
    const positions = tokens.map((id) => id % 5);
    const { all, windowed } = await onBoth((gpu, rec) => {
      const out = gpu.createTensor('out', [rows, dim]);
      const decoded = gpu.createTensor('decoded', [rows, dim]);
      const dTable = gpu.upload('dTable', randomArray(vocab * dim, 3), [vocab, dim]);
      const ids = gpu.upload('tokens', tokens);
      const wte = gpu.upload('wte', randomArray(vocab * dim, 1));
      const wpe = gpu.upload('wpe', randomArray(5 * dim, 2));
      embeddingForward(rec, { tokens: ids, positions: gpu.upload('p', positions), wte, wpe, out, rows, dim });
      const cursor = gpu.createTensor('cursor', [rows], 'u32');
      decodeEmbed(rec, { tokens: ids, cursor, wte, wpe, out: decoded, batch: rows, capacity: 1, dim });
      embeddingBackward(rec, {
        order: gpu.upload('order', order),
        start: gpu.upload('start', rowStart),
        dOut: gpu.upload('dOut', randomArray(rows * dim, 4)),
        dTable,
        entries: vocab,
        dim,
        accumulate: true,
      });
      return [out, decoded, dTable];
    });
    expect(windowed).toEqual(all);
  });

  it.each([36, 37])('is looked up in half precision, %d columns', async (dim) => {
    const [vocab, rows] = [1003, 90];
    const tokens = Uint32Array.from({ length: rows }, (_, i) => (i * 677) % vocab);
    const { all, windowed } = await onBoth((gpu, rec) => {
      const [out, decoded] = ['out', 'decoded'].map((name) => gpu.createTensor(name, [rows, dim]));
      const ids = gpu.upload('tokens', tokens);
      const wte = gpu.upload('wte', Uint16Array.from(randomArray(vocab * dim, 1), floatToHalf));
      const cursor = gpu.createTensor('cursor', [rows], 'u32');
      embeddingForward(rec, { tokens: ids, positions: ids, wte, out, rows, dim });
      decodeEmbed(rec, { tokens: ids, cursor, wte, out: decoded, batch: rows, capacity: 1, dim });
      return [out, decoded];
    });
    expect(all[0].every((value) => value !== 0)).toBe(true);
    expect(windowed).toEqual(all);
  });

  it('is filled to its last number and no further', async () => {
    const count = 40_001;
    const { windowed } = await onBoth((gpu, rec) => {
      const out = gpu.createTensor('out', [count + 3]);
      fill(rec, { out, value: 2.5, count });
      return [out];
    });
    expect([...windowed[0].subarray(count - 1)]).toEqual([2.5, 0, 0, 0]);
    expect(windowed[0].subarray(0, count).every((value) => value === 2.5)).toBe(true);
  });
});

describe('logits larger than a binding', () => {
  it.each([
    { vocab: 203, ld: 204 },
    { vocab: 203, ld: 203 },
  ])('are normalised and differentiated: %o', async ({ vocab, ld }) => {
    const rows = 150;
    const { all, windowed } = await onBoth((gpu, rec) => {
      const step = logitsUniforms(gpu);
      step.set({ temperature: 0.8 });
      const logits = gpu.upload('logits', randomArray(rows * ld, 1, 5), [rows, ld]);
      const targets = gpu.upload(
        'targets',
        Uint32Array.from({ length: rows }, (_, i) => (i * 31) % vocab),
      );
      const [logp, entropy, lse] = ['logp', 'entropy', 'lse'].map((name) => gpu.createTensor(name, [rows]));
      const shape = { logits, targets, lse, rows, vocab, ld, step };
      logitsForward(rec, { ...shape, logp, entropy });
      logitsBackward(rec, { ...shape, dLogp: gpu.upload('dLogp', randomArray(rows, 2)) });
      return [logp, entropy, lse, logits];
    });
    expect(windowed).toEqual(all);
  });
});

describe('parameters larger than a binding', () => {
  it('are clipped by one norm and updated alike', async () => {
    const count = 50_004;
    const { all, windowed } = await onBoth((gpu, rec) => {
      const step = adamWUniforms(gpu);
      step.set({ lr: 1e-2, beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0.1, maxNorm: 1 });
      step.set({ bias1: 0.1, bias2: 0.001, epsForm: 0 });
      const create = (name: string, seed: number) => gpu.upload(name, randomArray(count, seed));
      const memory = {
        params: create('params', 1),
        grads: create('grads', 2),
        m: gpu.createTensor('m', [count]),
        v: gpu.createTensor('v', [count]),
        decay: gpu.upload(
          'decay',
          Float32Array.from({ length: Math.ceil(count / 64) }, (_, i) => i % 2),
        ),
        count,
      };
      const stats = gpu.createTensor('stats', [4]);
      adamW(rec, { memory: [memory], step, stats });
      return [stats, memory.params, memory.m, memory.v];
    });
    // The norm is summed in another order; everything else follows from it.
    all.forEach((values, index) => expectClose(windowed[index], values, 1e-5));
    expect(all[0][1]).toBeLessThan(1);
  });
});

describe('a tensor that no window helps', () => {
  it('is refused with its name and size', () => {
    const rec = new Recorder(small, 'large');
    const out = small.createTensor('too large', [LIMIT / 4 + 1]);
    const kernel = { name: 'test.any', code: '', bindings: ['readWrite'] } as const;
    expect(() => rec.dispatch(kernel, { constants: {}, bindings: [out], grid: [1] })).toThrow(
      /test\.any: too large .* more than the 65536/,
    );
  });

  it('is refused when it exceeds a buffer', () => {
    const tight = new Gpu(whole.device, whole.adapter, { maxBuffer: 1024 });
    expect(() => tight.createTensor('weights', [300])).toThrow(/weights .* 1200 bytes, more than the 1024/);
  });
});
