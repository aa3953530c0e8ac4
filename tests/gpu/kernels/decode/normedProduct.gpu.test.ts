/** Norm, product and activation in one dispatch: the twin, and the bits of one dispatch after the other. */
import { expect, it } from 'vitest';
import { floatToHalf, toFloat32 } from '../../../../src/files/safetensors/dtype.ts';
import {
  canNormProduct,
  normedProduct,
  type NormedProductOptions,
} from '../../../../src/gpu/kernels/decode/normedProduct.ts';
import { geluTwin } from '../../../../src/gpu/kernels/elementwise/gelu.twin.ts';
import { swigluForward } from '../../../../src/gpu/kernels/elementwise/swiglu.ts';
import { swigluForwardTwin } from '../../../../src/gpu/kernels/elementwise/swiglu.twin.ts';
import { matmul } from '../../../../src/gpu/kernels/matmul/matmul.ts';
import { matmulTwin } from '../../../../src/gpu/kernels/matmul/matmul.twin.ts';
import { MATMUL } from '../../../../src/gpu/kernels/matmul/matmulVariants.ts';
import { layerNormForward } from '../../../../src/gpu/kernels/norm/layerNorm.ts';
import { layerNormForwardTwin } from '../../../../src/gpu/kernels/norm/layerNorm.twin.ts';
import { NORM } from '../../../../src/gpu/kernels/norm/normVariants.ts';
import { rmsNormForward } from '../../../../src/gpu/kernels/norm/rmsNorm.ts';
import { rmsNormForwardTwin } from '../../../../src/gpu/kernels/norm/rmsNorm.twin.ts';
import type { Recorder } from '../../../../src/gpu/plan.ts';
import { expectClose, randomArray, runOnce, testGpu } from '../../harness.ts';
import { decoding, useHardwareKernels } from '../hardwareKernels.ts';

useHardwareKernels();

interface Case {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly norm: 'layer' | 'root';
  readonly transB: boolean;
  readonly bias?: boolean;
  readonly activation?: 'gelu' | 'swiglu';
  readonly halves?: boolean;
}

const EPS = 1e-5;
/** Numbers behind each operand's end, all NaN. */
const BEHIND = 64;

function poisoned(values: Float32Array): Float32Array {
  const all = new Float32Array(values.length + BEHIND).fill(NaN);
  all.set(values);
  return all;
}

/** The operands of a case, and what the twins make of them. */
function operands({ m, n, k, norm, transB, bias, activation, halves }: Case) {
  const x = randomArray(m * k, 1, 3).map((value) => value + 0.5);
  const [gamma, beta] = [randomArray(k, 2), randomArray(k, 3)];
  const exact = randomArray(n * k, 4);
  const half = Uint16Array.from(exact, floatToHalf);
  const b = halves ? toFloat32(new Uint8Array(half.buffer), 'F16') : exact;
  const added = bias ? randomArray(n, 5) : undefined;
  const normed =
    norm === 'layer'
      ? layerNormForwardTwin(x, gamma, beta, m, k, EPS).out
      : rmsNormForwardTwin(x, gamma, m, k, EPS).out;
  const sum = matmulTwin({ a: normed, b, m, n, k, transB, bias: added });
  const activated = activation === 'gelu' ? sum.map(geluTwin) : sum;
  const expected = activation === 'swiglu' ? swigluForwardTwin(sum, n / 2) : activated;
  return { x, gamma, beta: norm === 'layer' ? beta : undefined, b: halves ? half : b, bias: added, expected };
}

/** What comes out of a case: all that was written, and what lies behind it. */
async function results(
  test: Case,
  record: (rec: Recorder, options: NormedProductOptions) => void,
): Promise<Float32Array> {
  const gpu = await testGpu();
  const { m, n, k, transB, activation } = test;
  const { x, gamma, beta, b, bias, expected } = operands(test);
  const upload = (label: string, values: Float32Array) => gpu.upload(label, poisoned(values));
  const out = gpu.upload('out', new Float32Array(expected.length + BEHIND).fill(7));
  const options = {
    x: upload('x', x),
    gamma: upload('gamma', gamma),
    beta: beta && upload('beta', beta),
    b: b instanceof Float32Array ? upload('b', b) : gpu.upload('b', b),
    bias: bias && upload('bias', bias),
    eps: EPS,
    out,
  };
  const [found] = await runOnce(gpu, (rec) => record(rec, { ...options, m, n, k, transB, activation }), [
    out,
  ]);
  expect(found.subarray(expected.length)).toEqual(new Float32Array(BEHIND).fill(7));
  return found.subarray(0, expected.length);
}

/** The same by one kernel after the other. */
function apart(rec: Recorder, options: NormedProductOptions): void {
  const { x, gamma, beta, eps, b, bias, transB, out, m, n, k, activation } = options;
  const [normed, stats] = [rec.scratch('normed', [m, k]), rec.scratch('stats', [m, 2])];
  if (beta) layerNormForward(rec, { x, gamma, beta, out: normed, stats, rows: m, cols: k, eps });
  else rmsNormForward(rec, { x, gamma, out: normed, scales: stats, rows: m, cols: k, eps });
  const before = rec.scratch('before', [m, n]);
  const product = { a: normed, b, bias, transB, m, n, k, order: 'sliced' } as const;
  if (activation === 'gelu') matmul(rec, { ...product, gelu: before, out });
  else matmul(rec, { ...product, out: activation ? before : out });
  if (activation === 'swiglu') swigluForward(rec, { gateUp: before, out, rows: m, cols: n / 2 });
}

const CASES: readonly Case[] = [
  { m: 5, n: 36, k: 20, norm: 'layer', transB: false, bias: true },
  { m: 33, n: 100, k: 132, norm: 'layer', transB: false, bias: true, activation: 'gelu' },
  { m: 4, n: 44, k: 260, norm: 'layer', transB: false, activation: 'gelu', halves: true },
  { m: 1, n: 20, k: 580, norm: 'root', transB: true, bias: true },
  { m: 5, n: 88, k: 76, norm: 'root', transB: true, activation: 'swiglu' },
  { m: 40, n: 40, k: 300, norm: 'root', transB: true, activation: 'swiglu', halves: true },
];

it.each(CASES)('agrees with the twins, and to the bit with one kernel after the other: %o', async (test) => {
  const fused = await results(test, normedProduct);
  expectClose(fused, operands(test).expected, 1e-5);
  expect(fused).toEqual(await results(test, apart));
});

it('gives a row the same bits whatever batch it is in', async () => {
  for (const shape of [
    { n: 36, k: 200, norm: 'layer', transB: false, bias: true },
    { n: 72, k: 200, norm: 'root', transB: true, activation: 'swiglu' },
  ] as const) {
    const many = await results({ m: 70, ...shape }, normedProduct);
    const few = await results({ m: 3, ...shape }, normedProduct);
    expect(few).toEqual(many.subarray(0, few.length));
  }
});

it('is only for kernels of its orders, and for whole vectors', async () => {
  const gpu = await testGpu();
  const [x, b, out] = [40, 800, 80].map((count) => gpu.createTensor('operand', [count]));
  const product = { x, b, out, n: 40, k: 20 };
  expect(canNormProduct(gpu, product)).toBe(true);
  expect(canNormProduct(gpu, { ...product, n: 39 })).toBe(false);
  expect(canNormProduct(gpu, { ...product, k: 18 })).toBe(false);
  expect(canNormProduct(gpu, { ...product, n: 36, activation: 'swiglu' })).toBe(false);
  await decoding(gpu, 'apart', () => expect(canNormProduct(gpu, product)).toBe(false));
  NORM.choose(gpu, 'lane');
  expect(canNormProduct(gpu, product)).toBe(false);
  NORM.choose(gpu, 'group');
  MATMUL.choose(gpu, 'tiled64');
  expect(canNormProduct(gpu, product)).toBe(false);
  const options = { ...product, m: 2, gamma: x, eps: EPS, transB: true };
  await expect(runOnce(gpu, (rec) => normedProduct(rec, options), [])).rejects.toThrow(/not for this GPU/);
  MATMUL.choose(gpu, 'blockSliced');
  const short = { ...options, out: gpu.createTensor('short', [79]) };
  await expect(runOnce(gpu, (rec) => normedProduct(rec, short), [])).rejects.toThrow(/fewer than 80/);
});
