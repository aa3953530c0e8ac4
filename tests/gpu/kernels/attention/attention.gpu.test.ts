import { describe, expect, it } from 'vitest';
import {
  attentionBackward,
  attentionBlockRows,
  attentionForward,
} from '../../../../src/gpu/kernels/attention/attention.ts';
import {
  attentionBackwardTwin,
  attentionForwardTwin,
  type PackedShape,
} from '../../../../src/gpu/kernels/attention/attention.twin.ts';
import { Gpu } from '../../../../src/gpu/device.ts';
import { expectClose, randomArray, runOnce, testGpu } from '../../harness.ts';
import { packedBlocks, packedRows } from '../packing.ts';

const SHAPES: readonly PackedShape[] = [
  { lengths: [37, 1, 6, 4], heads: 3, kvHeads: 3, headDim: 5 },
  { lengths: [5, 21, 3], heads: 2, kvHeads: 2, headDim: 8 },
  { lengths: [5, 21, 3], heads: 6, kvHeads: 2, headDim: 8 },
  { lengths: [9, 18], heads: 5, kvHeads: 1, headDim: 7 },
  { lengths: [70], heads: 2, kvHeads: 2, headDim: 32 },
];

/** Where a test's numbers may be any: heads that are compiled already. */
const USUAL = SHAPES[1];

/** The test device, presented as the kind of adapter that a block size is chosen for. */
async function deviceOf(software: boolean): Promise<Gpu> {
  const gpu = await testGpu();
  return new Gpu(gpu.device, { ...gpu.adapter, software });
}

async function runAttention(qkv: Float32Array, dOut: Float32Array, shape: PackedShape, software = true) {
  const gpu = await deviceOf(software);
  const { lengths, heads, kvHeads, headDim, bothWays } = shape;
  const rows = packedRows(lengths);
  const blocks = packedBlocks(lengths, attentionBlockRows(gpu, headDim));
  const tensors = {
    qkv: gpu.upload('qkv', qkv),
    dOut: gpu.upload('dOut', dOut),
    blocks: gpu.upload('blocks', blocks, [blocks.length / 4, 4]),
    out: gpu.createTensor('out', [rows, heads * headDim]),
    lse: gpu.createTensor('lse', [rows, heads]),
    dQkv: gpu.upload('dQkv', new Float32Array(qkv.length).fill(9)),
  };
  const options = { ...tensors, rows, heads, kvHeads, headDim, bothWays };
  const [out, lse, dQkv] = await runOnce(
    gpu,
    (rec) => {
      attentionForward(rec, options);
      attentionBackward(rec, options);
    },
    [tensors.out, tensors.lse, tensors.dQkv],
  );
  return { out, lse, dQkv };
}

function inputs({ lengths, heads, kvHeads, headDim }: PackedShape) {
  const rows = packedRows(lengths);
  return {
    qkv: randomArray(rows * (heads + 2 * kvHeads) * headDim, 1, 2),
    dOut: randomArray(rows * heads * headDim, 2),
  };
}

describe('attention', () => {
  it.each(SHAPES.flatMap((shape) => [true, false].map((software) => ({ ...shape, software }))))(
    'matches the twin forward and backward: %o',
    async ({ software, ...shape }) => {
      const { qkv, dOut } = inputs(shape);
      const { out, lse, dQkv } = await runAttention(qkv, dOut, shape, software);
      const expected = attentionForwardTwin(qkv, shape);
      expectClose(out, expected.out);
      expectClose(lse, expected.lse);
      expectClose(dQkv, attentionBackwardTwin(qkv, dOut, shape), 2e-5);
    },
  );

  it.each([
    { lengths: [33, 5], heads: 4, kvHeads: 2, headDim: 64 },
    { lengths: [17], heads: 1, kvHeads: 1, headDim: 128 },
    { lengths: [3], heads: 1, kvHeads: 1, headDim: 131 },
  ])('matches the twin where heads are long, on a GPU: %o', async (shape) => {
    const { qkv, dOut } = inputs(shape);
    const { out, dQkv } = await runAttention(qkv, dOut, shape, false);
    expectClose(out, attentionForwardTwin(qkv, shape).out);
    expectClose(dQkv, attentionBackwardTwin(qkv, dOut, shape), 2e-5);
  });

  it.each(
    [SHAPES[0], SHAPES[2]].flatMap((shape) => [true, false].map((software) => ({ ...shape, software }))),
  )('matches the twin where tokens see both ways: %o', async ({ software, ...packed }) => {
    const shape = { ...packed, bothWays: true };
    const { qkv, dOut } = inputs(shape);
    const { out, lse, dQkv } = await runAttention(qkv, dOut, shape, software);
    const expected = attentionForwardTwin(qkv, shape);
    expectClose(out, expected.out);
    expectClose(lse, expected.lse);
    expectClose(dQkv, attentionBackwardTwin(qkv, dOut, shape), 2e-5);
  });

  it.each([false, true])('agrees with finite differences, both ways: %s', async (bothWays) => {
    const shape = { lengths: [5, 2], heads: 4, kvHeads: 2, headDim: 3, bothWays };
    const { qkv, dOut } = inputs(shape);
    const { dQkv } = await runAttention(qkv, dOut, shape);
    const loss = (x: Float32Array) =>
      attentionForwardTwin(x, shape).out.reduce((sum, value, i) => sum + value * dOut[i], 0);
    const h = 2e-2;
    const differences = qkv.map((_, i) => {
      const up = qkv.slice();
      const down = qkv.slice();
      up[i] += h;
      down[i] -= h;
      return (loss(up) - loss(down)) / (up[i] - down[i]);
    });
    expectClose(dQkv, differences, 1e-3);
  });

  it.each([true, false])(
    'lets no token see a later one or another sequence, software adapter: %s',
    async (software) => {
      const shape = { ...USUAL, lengths: [12, 9] };
      const { qkv, dOut } = inputs(shape);
      const real = 7;
      const changed = qkv.map((value, i) => (i < real * 48 ? value : 50 * value));
      const masked = dOut.map((value, i) => (i < real * 16 ? value : 0));
      const first = await runAttention(qkv, masked, shape, software);
      const second = await runAttention(changed, masked, shape, software);
      expect(second.out.subarray(0, real * 16)).toEqual(first.out.subarray(0, real * 16));
      expect(second.dQkv.subarray(0, real * 48)).toEqual(first.dQkv.subarray(0, real * 48));
      expect(second.dQkv.subarray(real * 48).every((value) => value === 0)).toBe(true);
    },
  );

  it.each([true, false])(
    'gives a sequence the same bits wherever it lies and whatever else is there, software adapter: %s',
    async (software) => {
      const shape = { ...USUAL, lengths: [3, 18, 10] };
      const { qkv, dOut } = inputs(shape);
      const whole = await runAttention(qkv, dOut, shape, software);
      const alone = await runAttention(
        qkv.slice(3 * 48, 21 * 48),
        dOut.slice(3 * 16, 21 * 16),
        { ...shape, lengths: [18] },
        software,
      );
      expect(alone.out).toEqual(whole.out.slice(3 * 16, 21 * 16));
      expect(alone.dQkv).toEqual(whole.dQkv.slice(3 * 48, 21 * 48));
    },
  );

  it.each([true, false])('survives scores far apart, software adapter: %s', async (software) => {
    const shape = { ...USUAL, lengths: [9] };
    const { qkv, dOut } = inputs(shape);
    const large = qkv.map((value) => value * 40);
    const { out, dQkv } = await runAttention(large, dOut, shape, software);
    expectClose(out, attentionForwardTwin(large, shape).out);
    expect(dQkv.every(Number.isFinite)).toBe(true);
  });
});
