/** Two products in one dispatch: the twins, and the bits of two dispatches. */
import { describe, expect, it } from 'vitest';
import { floatToHalf, toFloat32 } from '../../../../src/files/safetensors/dtype.ts';
import { swigluBackward } from '../../../../src/gpu/kernels/elementwise/swiglu.ts';
import { swigluBackwardTwin } from '../../../../src/gpu/kernels/elementwise/swiglu.twin.ts';
import { matmul, type MatmulOptions } from '../../../../src/gpu/kernels/matmul/matmul.ts';
import { matmulBoth } from '../../../../src/gpu/kernels/matmul/matmulBoth.ts';
import { matmulTwin } from '../../../../src/gpu/kernels/matmul/matmul.twin.ts';
import { MATMUL, type MatmulVariantName } from '../../../../src/gpu/kernels/matmul/matmulVariants.ts';
import { PartialSums } from '../../../../src/gpu/kernels/sums/partialSums.ts';
import { TRAINING, type TrainingVariantName } from '../../../../src/gpu/kernels/training/trainingVariants.ts';
import { Recorder } from '../../../../src/gpu/plan.ts';
import { run } from '../../../../src/gpu/queue.ts';
import { expectClose, randomArray, testGpu } from '../../harness.ts';
import { useHardwareKernels } from '../hardwareKernels.ts';

useHardwareKernels();

interface Layer {
  readonly rows: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly outputsFirst: boolean;
  readonly before?: 'gelu' | 'swiglu';
  readonly halves?: boolean;
}

const BEHIND = 64;

/** NaN behind the end of what a kernel may read. */
function poisoned(values: Float32Array): Float32Array {
  const all = new Float32Array(values.length + BEHIND).fill(NaN);
  all.set(values);
  return all;
}

function operands({ rows, inputs, outputs, outputsFirst, before, halves }: Layer) {
  const x = randomArray(rows * inputs, 1);
  const dOut = randomArray(rows * outputs, 2);
  const exact = randomArray(inputs * outputs, 3);
  const half = Uint16Array.from(exact, floatToHalf);
  const weight = halves ? toFloat32(new Uint8Array(half.buffer), 'F16') : exact;
  const plane = randomArray(rows * inputs * (before === 'swiglu' ? 2 : 1), 4, 2);
  const toInput = { m: rows, n: inputs, k: outputs, transB: !outputsFirst };
  const dx = matmulTwin({ a: dOut, b: weight, ...toInput, geluGrad: before === 'gelu' ? plane : undefined });
  const toWeight = outputsFirst
    ? { a: dOut, m: outputs, b: x, n: inputs }
    : { a: x, m: inputs, b: dOut, n: outputs };
  return {
    x,
    dOut,
    plane,
    toInput,
    weight: halves ? half : exact,
    dx: before === 'swiglu' ? swigluBackwardTwin(plane, dx, inputs) : dx,
    dWeight: matmulTwin({ ...toWeight, k: rows, transA: true }),
  };
}

/** Both gradients of a layer by a variant, and how many dispatches they took. */
async function gradients(
  layer: Layer,
  variant: TrainingVariantName,
  product: MatmulVariantName = 'blockSliced',
) {
  const gpu = await testGpu();
  MATMUL.choose(gpu, product);
  TRAINING.choose(gpu, variant);
  const { rows, inputs, outputs, outputsFirst, before } = layer;
  const data = operands(layer);
  const [x, dOut, plane] = [data.x, data.dOut, data.plane].map((values) => gpu.upload('x', poisoned(values)));
  const { weight } = data;
  const b = weight instanceof Float32Array ? gpu.upload('b', poisoned(weight)) : gpu.upload('b', weight);
  const [out, dWeight] = [data.dx, data.dWeight].map((values) =>
    gpu.upload('out', new Float32Array(values.length + BEHIND).fill(7)),
  );
  const rec = new Recorder(gpu, 'gradients');
  const sums = new PartialSums(rec);
  const toInput: MatmulOptions = { a: dOut, b, out, ...data.toInput };
  const planes = {
    ...(before === 'gelu' && { geluGrad: plane }),
    ...(before === 'swiglu' && { swigluGrad: plane }),
  };
  const toWeight: MatmulOptions = outputsFirst
    ? { a: dOut, m: outputs, b: x, n: inputs, k: rows, transA: true, out: dWeight, sums }
    : { a: x, m: inputs, b: dOut, n: outputs, k: rows, transA: true, out: dWeight, sums };
  if (before === 'swiglu' && variant === 'apart') {
    const inner = rec.scratch('inner', [rows, inputs]);
    matmulBoth(rec, { ...toInput, out: inner }, toWeight);
    swigluBackward(rec, { gateUp: plane, dOut: inner, dGateUp: out, rows, cols: inputs });
  } else matmulBoth(rec, { ...toInput, ...planes }, toWeight);
  sums.flush();
  const plan = await rec.finish();
  const read = (await run(gpu, [plan], [out, dWeight])) as Float32Array[];
  const [dx, dW] = read.map((values) => {
    expect(values.subarray(-BEHIND)).toEqual(new Float32Array(BEHIND).fill(7));
    return values.subarray(0, -BEHIND);
  });
  const kernels = plan.dispatchInfo.map(({ kernel }) => kernel).filter((name) => name.startsWith('matmul'));
  plan.destroy();
  return { dx, dW, kernels };
}

describe.each([
  { rows: 37, inputs: 20, outputs: 44, outputsFirst: true },
  { rows: 61, inputs: 36, outputs: 12, outputsFirst: false, before: 'gelu' },
  { rows: 300, inputs: 40, outputs: 28, outputsFirst: true, before: 'swiglu' },
  { rows: 1031, inputs: 24, outputs: 32, outputsFirst: false },
  { rows: 130, inputs: 132, outputs: 68, outputsFirst: true, halves: true },
] as const)('the two gradients of a layer: %o', (layer) => {
  it.each(['block', 'blockSliced'] as const)(
    'are one dispatch, agree with the twins, and are the bits of two: %s',
    async (product) => {
      const together = await gradients(layer, 'fused', product);
      const expected = operands(layer);
      expect(together.kernels).toHaveLength(1);
      expectClose(together.dx, expected.dx, 1e-5);
      expectClose(together.dW, expected.dWeight, 1e-5);
      const apart = await gradients(layer, 'apart', product);
      expect(apart.kernels).toHaveLength(2);
      expect(together.dx).toEqual(apart.dx);
      expect(together.dW).toEqual(apart.dW);
    },
  );
});

it('stay two where products do not come in blocks, or lines are no whole vectors', async () => {
  const layer = { rows: 37, inputs: 20, outputs: 44, outputsFirst: true };
  expect((await gradients(layer, 'fused', 'tiled32')).kernels).toHaveLength(2);
  const odd = { ...layer, inputs: 19 };
  const { dx, dW, kernels } = await gradients(odd, 'fused');
  expect(kernels).toHaveLength(2);
  expectClose(dx, operands(odd).dx, 1e-5);
  expectClose(dW, operands(odd).dWeight, 1e-5);
});

it.each(['block', 'blockSliced', 'tiled32', 'register16', 'quad16'] as const)(
  'a product behind a SwiGLU writes both gradients, alone: %s',
  async (variant) => {
    const gpu = await testGpu();
    MATMUL.choose(gpu, variant);
    for (const { rows, inputs, outputs } of [
      { rows: 70, inputs: 36, outputs: 132 },
      { rows: 9, inputs: 13, outputs: 20 },
    ]) {
      const data = operands({ rows, inputs, outputs, outputsFirst: true, before: 'swiglu' });
      const [a, b, swigluGrad] = [data.dOut, data.weight as Float32Array, data.plane].map((values) =>
        gpu.upload('a', values),
      );
      const out = gpu.createTensor('out', [rows, 2 * inputs]);
      const rec = new Recorder(gpu, 'gated');
      const options = { a, b, out, swigluGrad, ...data.toInput };
      matmul(rec, options);
      expect(() => matmul(rec, { ...options, accumulate: true })).toThrow(/swigluGrad is alone/);
      const plan = await rec.finish();
      const [dx] = await run(gpu, [plan], [out]);
      expectClose(dx, data.dx, 1e-5);
      plan.destroy();
    }
    MATMUL.choose(gpu, 'block');
  },
);
