import { describe, expect, it } from 'vitest';
import { logitsBackward, logitsForward, logitsUniforms } from '../../../../src/gpu/kernels/head/logits.ts';
import { logitsBackwardTwin, logitsForwardTwin } from '../../../../src/gpu/kernels/head/logits.twin.ts';
import verl from '../../../fixtures/libraries/values-verl.json';
import { caseOf } from '../../../fixtures/libraryCases.ts';
import { expectClose, randomArray, runOnce, testGpu } from '../../harness.ts';

interface Shape {
  readonly rows: number;
  readonly vocab: number;
  readonly ld: number;
  readonly temperature: number;
}

const SHAPES: readonly Shape[] = [
  { rows: 7, vocab: 1003, ld: 1008, temperature: 0.7 },
  { rows: 5, vocab: 1003, ld: 1003, temperature: 1 },
  { rows: 9, vocab: 64, ld: 64, temperature: 1.3 },
  { rows: 1, vocab: 3, ld: 8, temperature: 1 },
];

async function runLogits(
  logits: Float32Array,
  targets: Uint32Array,
  dLogp: Float32Array,
  shape: Shape,
  dEntropy?: Float32Array,
) {
  const gpu = await testGpu();
  const { rows, temperature } = shape;
  const step = logitsUniforms(gpu);
  step.set({ temperature });
  const tensors = {
    logits: gpu.upload('logits', logits),
    targets: gpu.upload('targets', targets),
    dLogp: gpu.upload('dLogp', dLogp),
    logp: gpu.createTensor('logp', [rows]),
    entropy: gpu.createTensor('entropy', [rows]),
    lse: gpu.createTensor('lse', [rows]),
  };
  const [logp, entropy, lse, gradient] = await runOnce(
    gpu,
    (rec) => {
      logitsForward(rec, { ...tensors, ...shape, step });
      const { entropy } = tensors;
      const ofEntropy = dEntropy && { entropy, dEntropy: gpu.upload('dEntropy', dEntropy) };
      logitsBackward(rec, { ...tensors, ...shape, step, ofEntropy });
    },
    [tensors.logp, tensors.entropy, tensors.lse, tensors.logits],
  );
  return { logp, entropy, lse, gradient };
}

function inputs({ rows, vocab, ld }: Shape) {
  return {
    logits: randomArray(rows * ld, 1, 6),
    targets: Uint32Array.from({ length: rows }, (_, row) => (row * 389 + vocab - 1) % vocab),
    dLogp: randomArray(rows, 2),
  };
}

describe('logits', () => {
  it.each(SHAPES)('matches the twin: %o', async (shape) => {
    const { logits, targets, dLogp } = inputs(shape);
    const { logp, entropy, lse, gradient } = await runLogits(logits, targets, dLogp, shape);
    const expected = logitsForwardTwin(logits, targets, shape);
    expectClose(logp, expected.logp, 2e-6);
    expectClose(entropy, expected.entropy, 1e-5);
    expectClose(lse, expected.lse, 2e-6);
    expectClose(gradient, logitsBackwardTwin(logits, targets, dLogp, shape), 1e-5);
    for (let i = 0; i < gradient.length; i++) if (i % shape.ld >= shape.vocab) expect(gradient[i]).toBe(0);
  });

  it('agrees with finite differences', async () => {
    const shape = { rows: 2, vocab: 7, ld: 8, temperature: 0.8 };
    const { logits, targets, dLogp } = inputs(shape);
    const { gradient } = await runLogits(logits, targets, dLogp, shape);
    const loss = (z: Float32Array) =>
      logitsForwardTwin(z, targets, shape).logp.reduce((sum, value, row) => sum + value * dLogp[row], 0);
    const h = 2e-2;
    const differences = logits.map((_, i) => {
      const up = logits.slice();
      const down = logits.slice();
      up[i] += h;
      down[i] -= h;
      return (loss(up) - loss(down)) / (up[i] - down[i]);
    });
    expectClose(gradient, differences, 2e-3);
  });

  it.each(SHAPES)('adds the gradient of entropies where a loss has one: %o', async (shape) => {
    const { logits, targets, dLogp } = inputs(shape);
    const dEntropy = randomArray(shape.rows, 3);
    dLogp[0] = 0; // Of the entropy alone.
    const { gradient } = await runLogits(logits, targets, dLogp, shape, dEntropy);
    expectClose(gradient, logitsBackwardTwin(logits, targets, dLogp, shape, dEntropy), 1e-5);
    for (let i = 0; i < gradient.length; i++) if (i % shape.ld >= shape.vocab) expect(gradient[i]).toBe(0);
  });

  it('differentiates entropies, those of nearly certain rows too', async () => {
    const shape = { rows: 3, vocab: 7, ld: 8, temperature: 0.8 };
    const { logits, targets } = inputs(shape);
    logits.subarray(0, 8).set([0, 200, 0, 0, 0, 0, 0, 0]);
    const [none, dEntropy] = [new Float32Array(3), randomArray(3, 3)];
    const { gradient } = await runLogits(logits, targets, none, shape, dEntropy);
    const h = 1e-2;
    const entropies = (z: Float32Array) =>
      logitsForwardTwin(z, targets, shape).entropy.reduce((sum, of, row) => sum + of * dEntropy[row], 0);
    const differences = logits.map((_, i) => {
      const [up, down] = [logits.slice(), logits.slice()];
      up[i] += h;
      down[i] -= h;
      return (entropies(up) - entropies(down)) / (up[i] - down[i]);
    });
    expectClose(gradient, differences, 2e-3);
    // Each row's sums to 0: the entropy does not change where all its logits do.
    for (let row = 0; row < 3; row++)
      expect(gradient.subarray(8 * row, 8 * row + 8).reduce((sum, of) => sum + of, 0)).toBeCloseTo(0, 5);
  });

  it('gives ln(vocab) of entropy to equal logits and none to a certain one', async () => {
    const shape = { rows: 2, vocab: 50, ld: 52, temperature: 1 };
    const logits = new Float32Array(104).fill(3);
    logits[52 + 4] = 300;
    const { logp, entropy } = await runLogits(logits, Uint32Array.of(9, 4), Float32Array.of(1, 1), shape);
    expect(entropy[0]).toBeCloseTo(Math.log(50), 5);
    expect(logp[0]).toBeCloseTo(-Math.log(50), 5);
    expect(entropy[1]).toBe(0);
    expect(logp[1]).toBe(0);
  });

  it('gives a row the same bits whatever else is in the batch', async () => {
    const shape = { rows: 6, vocab: 203, ld: 204, temperature: 0.9 };
    const { logits, targets, dLogp } = inputs(shape);
    const whole = await runLogits(logits, targets, dLogp, shape);
    const alone = await runLogits(logits.slice(4 * 204), targets.slice(4), dLogp.slice(4), {
      ...shape,
      rows: 2,
    });
    expect(alone.logp).toEqual(whole.logp.slice(4));
    expect(alone.gradient).toEqual(whole.gradient.slice(4 * 204));
  });

  it('reaches rows past 65,535 workgroups', async () => {
    const shape = { rows: 262_147, vocab: 3, ld: 4, temperature: 1 };
    const { logits, targets, dLogp } = inputs(shape);
    const { logp, gradient } = await runLogits(logits, targets, dLogp, shape);
    const tail = { ...shape, rows: 2 };
    const last = [logits.slice(-8), targets.slice(-2)] as const;
    expectClose(logp.slice(-2), logitsForwardTwin(...last, tail).logp);
    expectClose(gradient.slice(-8), logitsBackwardTwin(...last, dLogp.slice(-2), tail));
  });

  it('ignores what lies in the columns past the vocabulary', async () => {
    const shape = { rows: 1, vocab: 6, ld: 8, temperature: 1 };
    const logits = Float32Array.of(1, 2, 3, 4, 5, 6, NaN, Infinity);
    const { logp, gradient } = await runLogits(logits, Uint32Array.of(1), Float32Array.of(-1), shape);
    expectClose(logp, logitsForwardTwin(logits, Uint32Array.of(1), shape).logp);
    expect([...gradient.subarray(6)]).toEqual([0, 0]);
  });

  it('writes gradients of 0 for a row without weight, whatever its logits', async () => {
    const shape = { rows: 1, vocab: 8, ld: 8, temperature: 1 };
    const { gradient } = await runLogits(
      new Float32Array(8).fill(NaN),
      Uint32Array.of(1),
      Float32Array.of(0),
      shape,
    );
    expect(gradient).toEqual(new Float32Array(8));
  });
});

describe("verl's entropy of logits", () => {
  const { lengths, words, logits } = verl.batches.logits;
  const all = lengths.reduce((sum, length) => sum + length, 0);
  const rows = logits.length / words;

  // What a token's entropy weighs in the mean; the padding's nothing.
  it.each([
    ['token-mean', () => 1 / all],
    ['seq-mean-token-sum', () => 1 / lengths.length],
    ['seq-mean-token-mean', (length: number) => 1 / lengths.length / length],
  ] as const)('%s', async (mode, share) => {
    const width = rows / lengths.length;
    const dEntropy = Float32Array.from({ length: rows }, (_, row) => {
      const length = lengths[Math.floor(row / width)];
      return row % width < length ? share(length) : 0;
    });
    const { entropy, gradient } = await runLogits(
      Float32Array.from(logits),
      new Uint32Array(rows),
      new Float32Array(rows),
      { rows, vocab: words, ld: words, temperature: 1 },
      dEntropy,
    );
    const { expected } = caseOf<{ loss: number; dLogits: number[] }>(verl, `entropy, ${mode}`);
    const found = entropy.reduce((sum, of, row) => sum + (dEntropy[row] && dEntropy[row] * of), 0);
    expect(Math.abs(found - expected.loss)).toBeLessThan(1e-6 * Math.max(1, expected.loss));
    const real = [...gradient].filter((_, i) => dEntropy[Math.floor(i / words)] > 0);
    expectClose(real, expected.dLogits, 1e-5);
  });
});
