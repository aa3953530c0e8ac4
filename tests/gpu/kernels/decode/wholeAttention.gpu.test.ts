/** Decoding's attention in one dispatch: the twins, and the bits of one dispatch after the other, caches included. */
import { expect, it } from 'vitest';
import { attentionDecode } from '../../../../src/gpu/kernels/attention/attentionDecode.ts';
import { attentionDecodeTwin } from '../../../../src/gpu/kernels/attention/attention.twin.ts';
import { ATTENTION } from '../../../../src/gpu/kernels/attention/attentionVariants.ts';
import {
  canAttendWhole,
  wholeAttention,
  type WholeAttention,
} from '../../../../src/gpu/kernels/decode/wholeAttention.ts';
import { qkNormRope, rope, rotaryTable } from '../../../../src/gpu/kernels/rope/rope.ts';
import { qkNormRopeTwin, ropeTwin } from '../../../../src/gpu/kernels/rope/rope.twin.ts';
import type { Recorder } from '../../../../src/gpu/plan.ts';
import { expectClose, randomArray, runOnce, testGpu } from '../../harness.ts';
import { decoding, useHardwareKernels } from '../hardwareKernels.ts';

useHardwareKernels();

interface Case {
  readonly batch: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly capacity: number;
  readonly turned?: boolean;
  readonly normed?: boolean;
  /** Of the first row; others are seven further each. */
  readonly first?: number;
}

const THETA = 1000;
const EPS = 1e-6;

/** Numbers of a case; what lies past a cursor is left over from other answers and must not be looked at. */
function operands({ batch, heads, kvHeads, headDim, capacity, first = 0 }: Case) {
  const qkv = randomArray(batch * (heads + 2 * kvHeads) * headDim, 1, 2);
  const cursor = Uint32Array.from({ length: batch }, (_, row) => (first + row * 7) % capacity);
  const [k, v] = [2, 3].map((seed) =>
    randomArray(batch * kvHeads * capacity * headDim, seed).map((value, i) => {
      const row = Math.floor(i / (headDim * capacity * kvHeads));
      return Math.floor(i / headDim) % capacity >= cursor[row] ? NaN : value;
    }),
  );
  return { qkv, cursor, k, v, gamma: randomArray(2 * headDim, 4) };
}

async function results(test: Case, record: (rec: Recorder, options: WholeAttention) => void) {
  const gpu = await testGpu();
  const { turned = false, normed = false, first: _, ...shape } = test;
  const { qkv, cursor, k, v, gamma } = operands(test);
  const [kCache, vCache] = [gpu.upload('k', k), gpu.upload('v', v)];
  const out = gpu.createTensor('out', [shape.batch, shape.heads * shape.headDim]);
  const table = { positions: shape.capacity, headDim: shape.headDim, theta: THETA };
  const options = {
    ...shape,
    qkv: gpu.upload('qkv', qkv),
    cursor: gpu.upload('cursor', cursor),
    kCache,
    vCache,
    out,
    table: turned ? rotaryTable(gpu, table) : undefined,
    headNorm: normed ? { gamma: gpu.upload('gamma', gamma), eps: EPS } : undefined,
  };
  return runOnce(gpu, (rec) => record(rec, options), [out, kCache, vCache]);
}

/** The same by one kernel after the other. */
function apart(rec: Recorder, options: WholeAttention): void {
  const { qkv, cursor, table, headNorm, batch, heads, kvHeads, headDim } = options;
  const turning = { rows: batch, heads, kvHeads, headDim, positions: cursor, table: table! };
  let asCompared = qkv;
  if (headNorm) {
    asCompared = rec.scratch('turned', qkv.shape);
    const scales = rec.scratch('scales', [batch, heads + kvHeads]);
    qkNormRope(rec, { ...turning, ...headNorm, raw: qkv, out: asCompared, scales });
  } else if (table) rope(rec, { ...turning, qkv });
  attentionDecode(rec, { ...options, qkv: asCompared });
}

const CASES: readonly Case[] = [
  { batch: 3, heads: 2, kvHeads: 2, headDim: 5, capacity: 11 },
  { batch: 2, heads: 3, kvHeads: 3, headDim: 4, capacity: 9, first: 8 },
  { batch: 5, heads: 4, kvHeads: 4, headDim: 32, capacity: 40 },
  { batch: 3, heads: 6, kvHeads: 2, headDim: 6, capacity: 11, turned: true },
  { batch: 30, heads: 3, kvHeads: 1, headDim: 64, capacity: 197, turned: true },
  { batch: 4, heads: 4, kvHeads: 2, headDim: 8, capacity: 131, turned: true, first: 124 },
  { batch: 3, heads: 4, kvHeads: 2, headDim: 128, capacity: 70, turned: true, normed: true, first: 62 },
  { batch: 3, heads: 4, kvHeads: 4, headDim: 6, capacity: 9, turned: true, normed: true },
];

it.each(CASES)('agrees with the twins: %o', async (test) => {
  const { qkv, cursor, k, v, gamma } = operands(test);
  const shape = { ...test, positions: cursor, theta: THETA };
  const normed = () => qkNormRopeTwin(qkv, gamma, EPS, shape).out;
  const turned = test.normed ? normed() : test.turned ? ropeTwin(qkv, shape) : qkv;
  const expected = attentionDecodeTwin(turned, k, v, cursor, test);
  const [out, kCache, vCache] = await results(test, wholeAttention);
  expectClose(out, expected.out);
  const known = (cache: Float32Array, twin: Float32Array) =>
    expectClose(
      cache.filter((value) => !Number.isNaN(value)),
      twin.filter((value) => !Number.isNaN(value)),
    );
  known(kCache, expected.k);
  known(vCache, expected.v);
});

it.each(CASES)('gives the bits of one kernel after the other: %o', async (test) => {
  expect(await results(test, wholeAttention)).toEqual(await results(test, apart));
});

it('gives a row the same bits whatever batch it is in', async () => {
  const shape = { heads: 4, kvHeads: 2, headDim: 16, capacity: 70, turned: true, normed: true, first: 65 };
  const [many] = await results({ batch: 9, ...shape }, wholeAttention);
  const [few] = await results({ batch: 2, ...shape }, wholeAttention);
  expect(few).toEqual(many.subarray(0, few.length));
});

it('writes nothing for a row without room, as the cache does', async () => {
  const test = { batch: 2, heads: 2, kvHeads: 1, headDim: 8, capacity: 12, turned: true } as const;
  const full = (record: typeof wholeAttention) => (rec: Recorder, options: WholeAttention) => {
    rec.gpu.write(options.cursor, Uint32Array.of(12, 40));
    for (const cache of [options.kCache, options.vCache]) rec.gpu.write(cache, randomArray(2 * 12 * 8, 9));
    record(rec, options);
  };
  const [whole, inSteps] = [await results(test, full(wholeAttention)), await results(test, full(apart))];
  expect(whole[1]).toEqual(randomArray(2 * 12 * 8, 9));
  expect(whole.slice(1)).toEqual(inSteps.slice(1));
});

it('is only for workgroups, and for halves of a head that are whole pieces', async () => {
  const gpu = await testGpu();
  expect(canAttendWhole(gpu, 12, false)).toBe(true);
  expect(canAttendWhole(gpu, 12, true)).toBe(false);
  expect(canAttendWhole(gpu, 6, true)).toBe(true);
  expect(canAttendWhole(gpu, 67, false)).toBe(false);
  await decoding(gpu, 'apart', () => expect(canAttendWhole(gpu, 64, true)).toBe(false));
  ATTENTION.choose(gpu, 'lane');
  expect(canAttendWhole(gpu, 64, true)).toBe(false);
  ATTENTION.choose(gpu, 'group');
});
