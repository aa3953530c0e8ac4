import { describe, expect, it } from 'vitest';
import { checkProduct, matmulOperands, matmulRepeats } from '../../bench/matmulCheck.ts';
import { effortsFor, growthPoints } from '../../bench/effort.ts';
import { initialWeights, samplingPrompts, SAMPLING, SIZES, tokenBatch } from '../../bench/workload.ts';
import { ParameterLayout } from '../../src/model/layout.ts';

const [S] = SIZES;

describe('initialWeights', () => {
  it("names and shapes every parameter as the engine's layout does", () => {
    const { vocab, length, dim, layers, heads } = S;
    const shape = { vocab, positions: length, dim, layers, heads, epsilon: 1e-5, eos: vocab, pad: 0 };
    const layout = new ParameterLayout({ family: 'gpt2', tied: true, ...shape });
    const ours = initialWeights(S);
    expect(ours.map(({ name }) => name)).toEqual(layout.entries.map(({ name }) => name));
    expect(ours.map((weight) => weight.shape)).toEqual(layout.entries.map((entry) => entry.shape));
    expect(ours.map(({ decay }) => decay)).toEqual(layout.entries.map(({ decay }) => decay));
  });

  it('is the same every time, with the deviation GPT-2 starts from', () => {
    const [wte] = initialWeights(S);
    expect(initialWeights(S)[0].data).toEqual(wte.data);
    const variance = wte.data.reduce((sum, value) => sum + value * value, 0) / wte.data.length;
    expect(Math.sqrt(variance)).toBeCloseTo(0.02, 3);
  });
});

describe('tokenBatch', () => {
  it('asks for the token after each input', () => {
    const { inputs, targets } = tokenBatch(S, 3);
    expect(inputs.length).toBe(S.batch * S.length);
    for (let row = 0; row < S.batch; row++) {
      const start = row * S.length;
      expect(targets.slice(start, start + S.length - 1)).toEqual(inputs.slice(start + 1, start + S.length));
    }
    expect([...inputs, ...targets].every((id) => id >= 0 && id < S.vocab)).toBe(true);
  });

  it('differs from step to step and repeats for the same step', () => {
    expect(tokenBatch(S, 1)).toEqual(tokenBatch(S, 1));
    expect(tokenBatch(S, 1)).not.toEqual(tokenBatch(S, 2));
  });
});

it('samples prompts that leave room for the new tokens', () => {
  const prompts = samplingPrompts(S);
  expect(prompts.length).toBe(S.batch);
  expect(prompts.every((prompt) => prompt.length + SAMPLING.tokens <= S.length)).toBe(true);
});

describe('growthPoints', () => {
  it('doubles one size at a time and keeps the width of a head', () => {
    const points = growthPoints(S, false);
    expect(points.length).toBe(5 * 4);
    for (const { size } of points) expect(size.dim / size.heads).toBe(S.dim / S.heads);
    expect(points.filter(({ axis }) => axis === 'layers').map(({ size }) => size.layers)).toEqual([
      2, 4, 8, 16,
    ]);
    expect(points.find(({ axis, value }) => axis === 'batch' && value === 64)!.size).toMatchObject({
      batch: 64,
      dim: S.dim,
    });
  });
});

it('measures at least ten steps after warm-up in a whole run', () => {
  const { training, sampling } = effortsFor(false);
  expect(Math.min(training.least, sampling.least)).toBeGreaterThanOrEqual(10);
  expect(training.warmup).toBeGreaterThanOrEqual(2);
});

describe('checkProduct', () => {
  const n = 24;
  const product = () => {
    const { a, b } = matmulOperands(n);
    return Float32Array.from({ length: n * n }, (_, i) => {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += a[Math.floor(i / n) * n + k] * b[k * n + (i % n)];
      return sum;
    });
  };

  it('accepts the product', () => {
    expect(checkProduct(n, product())).toBeLessThan(1e-6);
  });

  it('refuses a transposed, a scaled, a poisoned and a short one', () => {
    const right = product();
    const transposed = right.map((_, i) => right[(i % n) * n + Math.floor(i / n)]);
    expect(() => checkProduct(n, transposed)).toThrow('wrong by');
    expect(() =>
      checkProduct(
        n,
        right.map((value) => value * 1.001),
      ),
    ).toThrow('wrong by');
    expect(() =>
      checkProduct(
        n,
        right.map(() => Number.NaN),
      ),
    ).toThrow('wrong by');
    expect(() => checkProduct(n, right.slice(1))).toThrow('numbers');
  });

  it('repeats small products, so that rounds of all sizes are about as long', () => {
    expect(matmulRepeats(512)).toBe(8 * matmulRepeats(1024));
    expect(matmulRepeats(2048)).toBe(1);
  });
});
