/** Products of which columns belong together two by two: the twins, and the bits of the product and what follows it. */
import { expect, it } from 'vitest';
import { floatToHalf, toFloat32 } from '../../../../src/files/safetensors/dtype.ts';
import { swigluForward } from '../../../../src/gpu/kernels/elementwise/swiglu.ts';
import { swigluForwardTwin } from '../../../../src/gpu/kernels/elementwise/swiglu.twin.ts';
import { matmul } from '../../../../src/gpu/kernels/matmul/matmul.ts';
import { matmulTwin } from '../../../../src/gpu/kernels/matmul/matmul.twin.ts';
import { MATMUL, type MatmulVariantName } from '../../../../src/gpu/kernels/matmul/matmulVariants.ts';
import { rope, rotaryTable } from '../../../../src/gpu/kernels/rope/rope.ts';
import { ropeTwin } from '../../../../src/gpu/kernels/rope/rope.twin.ts';
import { canPair, gatedProduct, turnedProduct } from '../../../../src/gpu/kernels/training/pairedProduct.ts';
import { TRAINING } from '../../../../src/gpu/kernels/training/trainingVariants.ts';
import type { Recorder } from '../../../../src/gpu/plan.ts';
import type { Tensor } from '../../../../src/gpu/tensor.ts';
import { expectClose, randomArray, runOnce, testGpu } from '../../harness.ts';
import { useHardwareKernels } from '../hardwareKernels.ts';

useHardwareKernels();

interface Sizes {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transB: boolean;
  readonly bias?: boolean;
  readonly halves?: boolean;
  readonly by?: MatmulVariantName;
}

const BEHIND = 64;
const UNTOUCHED = new Float32Array(BEHIND).fill(7);

function poisoned(values: Float32Array): Float32Array {
  const all = new Float32Array(values.length + BEHIND).fill(NaN);
  all.set(values);
  return all;
}

async function operands({ m, n, k, transB, bias, halves, by = 'blockSliced' }: Sizes) {
  const gpu = await testGpu();
  MATMUL.choose(gpu, by);
  const a = randomArray(m * k, 1);
  const exact = randomArray(n * k, 2);
  const half = Uint16Array.from(exact, floatToHalf);
  const b = halves ? toFloat32(new Uint8Array(half.buffer), 'F16') : exact;
  const added = bias ? randomArray(n, 3) : undefined;
  return {
    gpu,
    sum: matmulTwin({ a, b, m, n, k, transB, bias: added }),
    product: {
      a: gpu.upload('a', poisoned(a)),
      b: halves ? gpu.upload('b', half) : gpu.upload('b', poisoned(exact)),
      bias: added && gpu.upload('bias', poisoned(added)),
      m,
      n,
      k,
      transB,
    },
    written: (count: number) => gpu.upload('out', new Float32Array(count + BEHIND).fill(7)),
  };
}

/** What `record` leaves in tensors behind whose ends nothing may be written. */
async function results(record: (rec: Recorder) => void, tensors: readonly Tensor[]): Promise<Float32Array[]> {
  const read = await runOnce(await testGpu(), record, tensors);
  return read.map((values) => {
    expect(values.subarray(-BEHIND)).toEqual(UNTOUCHED);
    return values.slice(0, -BEHIND);
  });
}

it.each<Sizes>([
  { m: 37, n: 40, k: 20, transB: true },
  { m: 70, n: 88, k: 36, transB: true, halves: true },
  { m: 33, n: 24, k: 132, transB: false, bias: true },
  { m: 140, n: 264, k: 68, transB: true, by: 'block64wide' },
  { m: 131, n: 136, k: 20, transB: true, by: 'block128' },
])('gates what belongs to a gate, and keeps both: %o', async (sizes) => {
  const { sum, product, written } = await operands(sizes);
  const { m, n } = sizes;
  const [gateUp, out] = [written(m * n), written((m * n) / 2)];
  const together = await results((rec) => gatedProduct(rec, { ...product, gateUp, out }), [gateUp, out]);
  expectClose(together[0], sum, 1e-5);
  expectClose(together[1], swigluForwardTwin(sum, n / 2), 1e-5);
  const apart = await results(
    (rec) => {
      matmul(rec, { ...product, out: gateUp });
      swigluForward(rec, { gateUp, out, rows: m, cols: n / 2 });
    },
    [gateUp, out],
  );
  expect(together).toEqual(apart);
});

it.each<Sizes & { heads: number; kvHeads: number; headDim: number }>([
  { m: 37, n: 32, k: 20, transB: true, heads: 2, kvHeads: 1, headDim: 8 },
  { m: 70, n: 144, k: 36, transB: true, bias: true, heads: 5, kvHeads: 2, headDim: 16 },
  { m: 33, n: 256, k: 68, transB: true, halves: true, heads: 2, kvHeads: 1, headDim: 64 },
  { m: 131, n: 120, k: 20, transB: false, heads: 3, kvHeads: 1, headDim: 24, by: 'block64wide' },
])('turns heads of q and k, and leaves v: %o', async (sizes) => {
  const { gpu, sum, product, written } = await operands(sizes);
  const { m, n, heads, kvHeads, headDim } = sizes;
  const place = Uint32Array.from({ length: m }, (_, row) => (row * 5) % 40);
  const positions = gpu.upload('positions', place);
  const table = rotaryTable(gpu, { positions: 40, headDim, theta: 500 });
  const out = written(m * n);
  const turned = { positions, table, headDim, turned: heads + kvHeads };
  const together = await results((rec) => turnedProduct(rec, { ...product, ...turned, out }), [out]);
  const shape = { positions: place, heads, kvHeads, headDim, theta: 500 };
  expectClose(together[0], ropeTwin(sum, shape), 1e-5);
  const apart = await results(
    (rec) => {
      matmul(rec, { ...product, out });
      rope(rec, { positions, table, qkv: out, rows: m, heads, kvHeads, headDim });
    },
    [out],
  );
  expect(together).toEqual(apart);
});

it('is only for blocks with whole vectors', async () => {
  const { gpu, product, written } = await operands({ m: 9, n: 40, k: 20, transB: true });
  const wide = written(9 * 40);
  expect(canPair(gpu, product, wide, 20)).toBe(true);
  expect(canPair(gpu, product, wide, 10)).toBe(false);
  expect(canPair(gpu, { ...product, k: 19 }, wide, 20)).toBe(false);
  TRAINING.choose(gpu, 'apart');
  expect(canPair(gpu, product, wide, 20)).toBe(false);
  TRAINING.choose(gpu, 'fused');
  MATMUL.choose(gpu, 'tiled64');
  expect(canPair(gpu, product, wide, 20)).toBe(false);
  const gated = { ...product, gateUp: wide, out: written(9 * 20) };
  await expect(runOnce(gpu, (rec) => gatedProduct(rec, gated), [])).rejects.toThrow(/not for this GPU/);
  MATMUL.choose(gpu, 'blockSliced');
});
