import { describe, expect, it } from 'vitest';
import {
  attentionBackward,
  attentionForward,
  type AttentionShape,
} from '../../../src/gpu/kernels/attention.ts';
import { attentionBackwardTwin, attentionForwardTwin } from '../../../src/gpu/kernels/attention.twin.ts';
import { expectClose, randomArray, runOnce, testGpu } from '../harness.ts';

const SHAPES: readonly AttentionShape[] = [
  { batch: 2, length: 37, heads: 3, headDim: 5 },
  { batch: 3, length: 21, heads: 2, headDim: 8 },
  { batch: 1, length: 70, heads: 4, headDim: 32 },
  { batch: 2, length: 1, heads: 1, headDim: 64 },
];

async function runAttention(qkv: Float32Array, dOut: Float32Array, shape: AttentionShape) {
  const gpu = await testGpu();
  const { batch, length, heads, headDim } = shape;
  const width = heads * headDim;
  const tensors = {
    qkv: gpu.upload('qkv', qkv),
    dOut: gpu.upload('dOut', dOut),
    out: gpu.createTensor('out', [batch * length, width]),
    lse: gpu.createTensor('lse', [batch, heads, length]),
    dQkv: gpu.upload('dQkv', new Float32Array(qkv.length).fill(9)),
  };
  const [out, lse, dQkv] = await runOnce(
    gpu,
    (rec) => {
      attentionForward(rec, { ...tensors, ...shape });
      attentionBackward(rec, { ...tensors, ...shape });
    },
    [tensors.out, tensors.lse, tensors.dQkv],
  );
  return { out, lse, dQkv };
}

function inputs({ batch, length, heads, headDim }: AttentionShape) {
  const count = batch * length * heads * headDim;
  return { qkv: randomArray(count * 3, 1, 2), dOut: randomArray(count, 2) };
}

describe('attention', () => {
  it.each(SHAPES)('matches the twin forward and backward: %o', async (shape) => {
    const { qkv, dOut } = inputs(shape);
    const { out, lse, dQkv } = await runAttention(qkv, dOut, shape);
    const expected = attentionForwardTwin(qkv, shape);
    expectClose(out, expected.out);
    expectClose(lse, expected.lse);
    expectClose(dQkv, attentionBackwardTwin(qkv, dOut, shape), 2e-5);
  });

  it('agrees with finite differences', async () => {
    const shape = { batch: 1, length: 5, heads: 2, headDim: 3 };
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

  it('lets no token see a later one, so padding changes nothing', async () => {
    const shape = { batch: 1, length: 12, heads: 2, headDim: 4 };
    const { qkv, dOut } = inputs(shape);
    const real = 7;
    const padded = qkv.map((value, i) => (i < real * 24 ? value : 50 * value));
    const masked = dOut.map((value, i) => (i < real * 8 ? value : 0));
    const first = await runAttention(qkv, masked, shape);
    const second = await runAttention(padded, masked, shape);
    expect(second.out.subarray(0, real * 8)).toEqual(first.out.subarray(0, real * 8));
    expect(second.dQkv.subarray(0, real * 24)).toEqual(first.dQkv.subarray(0, real * 24));
    expect([...second.dQkv.subarray(real * 24)].every((value) => value === 0)).toBe(true);
  });

  it('gives a row the same bits whatever else is in the batch', async () => {
    const shape = { batch: 3, length: 18, heads: 2, headDim: 8 };
    const { qkv, dOut } = inputs(shape);
    const whole = await runAttention(qkv, dOut, shape);
    const perRow = 18 * 16;
    const alone = await runAttention(qkv.slice(perRow * 6, perRow * 9), dOut.slice(perRow * 2, perRow * 3), {
      ...shape,
      batch: 1,
    });
    expect(alone.out).toEqual(whole.out.slice(perRow * 2, perRow * 3));
    expect(alone.dQkv).toEqual(whole.dQkv.slice(perRow * 6, perRow * 9));
  });

  it('survives scores far apart', async () => {
    const shape = { batch: 1, length: 9, heads: 1, headDim: 4 };
    const { qkv, dOut } = inputs(shape);
    const large = qkv.map((value) => value * 40);
    const { out, dQkv } = await runAttention(large, dOut, shape);
    expectClose(out, attentionForwardTwin(large, shape).out);
    expect([...dQkv].every(Number.isFinite)).toBe(true);
  });
});
