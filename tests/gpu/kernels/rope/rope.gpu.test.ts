import { describe, expect, it } from 'vitest';
import {
  qkNormRope,
  qkNormRopeBackward,
  rope,
  rotaryTable,
  rotaryValues,
} from '../../../../src/gpu/kernels/rope/rope.ts';
import {
  qkNormRopeBackwardTwin,
  qkNormRopeTwin,
  ropeTwin,
  type RopeTwinShape,
} from '../../../../src/gpu/kernels/rope/rope.twin.ts';
import { Recorder } from '../../../../src/gpu/plan.ts';
import { run } from '../../../../src/gpu/queue.ts';
import { expectClose, randomArray, runOnce, testGpu } from '../../harness.ts';
import { packedIndices } from '../packing.ts';

const EPS = 1e-6;

const SHAPES: readonly RopeTwinShape[] = [
  { positions: packedIndices([9, 1, 4]).positions, heads: 3, kvHeads: 1, headDim: 6, theta: 1e4 },
  { positions: packedIndices([70, 5]).positions, heads: 4, kvHeads: 2, headDim: 8, theta: 5e5 },
];

function sizes({ positions, heads, kvHeads, headDim }: RopeTwinShape) {
  const rows = positions.length;
  return { rows, count: rows * (heads + 2 * kvHeads) * headDim };
}

async function upload(shape: RopeTwinShape) {
  const gpu = await testGpu();
  const { heads, kvHeads, headDim, theta } = shape;
  const table = rotaryTable(gpu, { positions: 128, headDim, theta });
  const positions = gpu.upload('positions', shape.positions);
  return { gpu, common: { table, positions, rows: shape.positions.length, heads, kvHeads, headDim } };
}

describe('rope', () => {
  it.each(SHAPES)('turns q and k by their positions and leaves v: %o', async (shape) => {
    const { gpu, common } = await upload(shape);
    const values = randomArray(sizes(shape).count);
    const qkv = gpu.upload('qkv', values);
    const [forward] = await runOnce(gpu, (rec) => rope(rec, { ...common, qkv }), [qkv]);
    expectClose(forward, ropeTwin(values, shape));
    const [back] = await runOnce(gpu, (rec) => rope(rec, { ...common, qkv, back: true }), [qkv]);
    expectClose(back, values, 1e-6);
  });

  it('turns gradients the other way', async () => {
    const [shape] = SHAPES;
    const { gpu, common } = await upload(shape);
    const values = randomArray(sizes(shape).count, 3);
    const qkv = gpu.upload('qkv', values);
    const [back] = await runOnce(gpu, (rec) => rope(rec, { ...common, qkv, back: true }), [qkv]);
    expectClose(back, ropeTwin(values, shape, true));
  });

  it('has angles that are exact far out and the same table for the same rotation', async () => {
    const rotation = { positions: 5000, headDim: 8, theta: 1e4 };
    const table = rotaryValues(rotation);
    expectClose([table[4999 * 8]], [Math.cos(4999)], 1e-6);
    expectClose([table[4999 * 8 + 4 + 1]], [Math.sin(499.9)], 1e-4);
    const gpu = await testGpu();
    expect(rotaryTable(gpu, rotation)).toBe(rotaryTable(gpu, rotation));
    expect(rotaryTable(gpu, { ...rotation, theta: 2e4 })).not.toBe(rotaryTable(gpu, rotation));
  });
});

describe('stretched positions', () => {
  // inv_freq as transformers 5 computes it (ROPE_INIT_FUNCTIONS), of the heads and factors of Llama 3.2.
  const LLAMA3 = [
    1.0, 0.663601279258728, 0.44036662578582764, 0.2922278344631195, 0.193922758102417, 0.12868738174438477,
    0.08539710193872452, 0.05666961893439293, 0.03760603070259094, 0.02495540864765644, 0.016560440883040428,
    0.010989529080688953, 0.00729266507551074, 0.00483942124992609, 0.0032114461064338684,
    0.0012905480107292533, 0.000429556705057621, 9.708286233944818e-5, 1.9461638657958247e-5,
    1.291476746700937e-5, 8.570255886297673e-6, 5.687232260243036e-6, 3.7740544485131977e-6,
    2.504467147446121e-6, 1.6619674170215148e-6, 1.1028836297555245e-6, 7.318749339901842e-7,
    4.856731266045244e-7, 3.2229328894572973e-7, 2.1387423032592778e-7, 1.4192720243499934e-7,
    9.418306490260875e-8,
  ];
  const LINEAR = [
    0.4000000059604645, 0.12649109959602356, 0.03999999910593033, 0.012649111449718475, 0.003999999724328518,
    0.0012649111449718475, 0.0004000000189989805, 0.0001264911115868017,
  ];
  const llama3 = {
    type: 'llama3',
    factor: 32,
    lowFrequencyFactor: 1,
    highFrequencyFactor: 4,
    originalPositions: 8192,
  } as const;

  it.each([
    ['llama3', LLAMA3, { headDim: 64, theta: 5e5, scaling: llama3 }],
    ['linear', LINEAR, { headDim: 16, theta: 1e4, scaling: { type: 'linear', factor: 2.5 } }],
  ] as const)('turn by the angles of transformers: %s', (_, expected, rotation) => {
    const half = rotation.headDim / 2;
    const table = rotaryValues({ positions: 2, ...rotation });
    // Of position 1, where the sine of a small angle is the angle itself.
    const sines = table.slice(rotation.headDim + half);
    expected.forEach((frequency, i) => expect(sines[i] / Math.sin(frequency), `pair ${i}`).toBeCloseTo(1, 5));
  });

  it('have a table of their own', async () => {
    const gpu = await testGpu();
    const rotation = { positions: 16, headDim: 8, theta: 1e4 };
    expect(rotaryTable(gpu, { ...rotation, scaling: llama3 })).not.toBe(rotaryTable(gpu, rotation));
  });
});

describe('qkNormRope', () => {
  it.each(SHAPES)('normalises heads before turning, and differentiates: %o', async (shape) => {
    const { gpu, common } = await upload(shape);
    const { rows, count } = sizes(shape);
    const { heads, kvHeads, headDim } = shape;
    const raw = randomArray(count, 1, 2);
    const gamma = randomArray(2 * headDim, 2).map((value) => 1 + value / 2);
    const dOut = randomArray(count, 3);
    const tensors = {
      raw: gpu.upload('raw', raw),
      gamma: gpu.upload('gamma', gamma),
      out: gpu.createTensor('out', [count]),
      scales: gpu.createTensor('scales', [rows, heads + kvHeads]),
      dOut: gpu.upload('dOut', dOut),
      dRaw: gpu.createTensor('dRaw', [count]),
      dGamma: gpu.createTensor('dGamma', [2 * headDim]),
    };
    const [out, scales, dRaw, dGamma] = await runOnce(
      gpu,
      (rec) => {
        qkNormRope(rec, { ...common, ...tensors, eps: EPS });
        qkNormRopeBackward(rec, { ...common, ...tensors });
      },
      [tensors.out, tensors.scales, tensors.dRaw, tensors.dGamma],
    );
    const forward = qkNormRopeTwin(raw, gamma, EPS, shape);
    expectClose(out, forward.out);
    expectClose(scales, forward.scales);
    const backward = qkNormRopeBackwardTwin(raw, gamma, forward.scales, dOut, shape);
    expectClose(dRaw, backward.dRaw);
    expectClose(dGamma, backward.dGamma);
    // Frozen norms: the same gradient by raw.
    const frozen = gpu.createTensor('frozen', [count]);
    const options = { ...common, ...tensors, dRaw: frozen, dGamma: undefined };
    const rec = new Recorder(gpu, 'frozen');
    qkNormRopeBackward(rec, options);
    const plan = await rec.finish();
    expect(plan.scratchBytes).toBe(16);
    expect((await run(gpu, [plan], [frozen]))[0]).toEqual(dRaw);
  });

  it('has a twin whose gradients agree with finite differences', () => {
    const shape = { positions: Uint32Array.of(0, 1, 5), heads: 2, kvHeads: 1, headDim: 4, theta: 100 };
    const raw = randomArray(sizes(shape).count, 5, 2);
    const gamma = randomArray(8, 6).map((value) => 1 + value / 2);
    const dOut = randomArray(raw.length, 7);
    const loss = () =>
      qkNormRopeTwin(raw, gamma, EPS, shape).out.reduce((sum, value, i) => sum + value * dOut[i], 0);
    const { scales } = qkNormRopeTwin(raw, gamma, EPS, shape);
    const { dRaw, dGamma } = qkNormRopeBackwardTwin(raw, gamma, scales, dOut, shape);
    for (const [values, gradient] of [
      [raw, dRaw],
      [gamma, dGamma],
    ] as const) {
      const h = 2 ** -10;
      const numeric = Array.from(values, (value, i) => {
        values[i] = value + h;
        const up = loss();
        values[i] = value - h;
        const down = loss();
        values[i] = value;
        return (up - down) / (2 * h);
      });
      expectClose(numeric, gradient, 2e-3);
    }
  });
});
