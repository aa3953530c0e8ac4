import { describe, expect, it } from 'vitest';
import { ROW_DONE, sample, sampleUniforms } from '../../../../src/gpu/kernels/sampling/sample.ts';
import {
  sampleDistributionTwin,
  sampleTokenTwin,
  uniformDrawTwin,
} from '../../../../src/gpu/kernels/sampling/sample.twin.ts';
import { Recorder } from '../../../../src/gpu/plan.ts';
import { run } from '../../../../src/gpu/queue.ts';
import { randomArray, testGpu } from '../../harness.ts';

interface Options {
  readonly vocab: number;
  readonly ld?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly seed?: number;
  readonly stream?: number;
  readonly greedy?: boolean;
  readonly steps?: number;
  readonly capacity?: number;
  readonly maxNew?: number;
  readonly ends?: readonly number[];
  readonly done?: Uint32Array;
  readonly cursor?: Uint32Array;
}

/** Samples `steps` tokens per row from constant logits; tokens start as 777. */
async function draw(logits: Float32Array, options: Options) {
  const gpu = await testGpu();
  const { vocab, ld = vocab, steps = 1, capacity = steps + 2, maxNew = steps, ends = [0xffff] } = options;
  const batch = logits.length / ld;
  const step = sampleUniforms(gpu);
  step.set({
    temperature: options.temperature ?? 1,
    topP: options.topP ?? 1,
    topK: options.topK ?? 0,
    seed: options.seed ?? 5,
    stream: options.stream ?? 1,
    greedy: options.greedy ? 1 : 0,
  });
  const state = {
    tokens: gpu.upload('tokens', new Uint32Array(batch * capacity).fill(777)),
    cursor: gpu.upload('cursor', options.cursor ?? new Uint32Array(batch)),
    done: gpu.upload('done', options.done ?? new Uint32Array(batch)),
    generated: gpu.createTensor('generated', [batch], 'u32'),
    logp: gpu.createTensor('logp', [batch, maxNew]),
  };
  const rec = new Recorder(gpu, 'sample');
  sample(rec, {
    ...state,
    logits: gpu.upload('logits', logits),
    ld,
    vocab,
    batch,
    capacity,
    maxNew,
    ends: gpu.upload('ends', Uint32Array.from(ends)),
    step,
  });
  const plan = await rec.finish();
  const { tokens, cursor, done, generated, logp } = state;
  const results = await run(
    gpu,
    Array.from({ length: steps }, () => plan),
    [tokens, cursor, done, generated, logp],
  );
  return {
    /** Generated tokens of a row, for cursors that started at 0. */
    row: (index: number) => results[0].subarray(index * capacity + 1, index * capacity + 1 + steps),
    tokens: results[0] as Uint32Array,
    cursor: results[1] as Uint32Array,
    done: results[2] as Uint32Array,
    generated: results[3] as Uint32Array,
    logp: results[4] as Float32Array,
  };
}

/** The same logits in every row. */
function repeated(row: Float32Array, rows: number): Float32Array {
  return Float32Array.from({ length: row.length * rows }, (_, i) => row[i % row.length]);
}

describe('sample', () => {
  it.each([
    { topK: 0, topP: 1, temperature: 1 },
    { topK: 5, topP: 1, temperature: 0.7 },
    { topK: 0, topP: 0.8, temperature: 1.2 },
    { topK: 7, topP: 0.7, temperature: 1 },
  ])('draws in proportion to the filtered distribution: %o', async (options) => {
    const vocab = 13;
    const logits = randomArray(vocab, 3, 2);
    const steps = 100;
    const rows = 60;
    const result = await draw(repeated(logits, rows), { vocab, steps, ...options });
    const p = sampleDistributionTwin(logits, vocab, options);
    const counts = Array.from({ length: vocab }, () => 0);
    for (let row = 0; row < rows; row++) for (const token of result.row(row)) counts[token]++;
    const total = rows * steps;
    let chiSquare = 0;
    p.forEach((q, id) => {
      if (q === 0) expect(counts[id], `token ${id} is filtered out`).toBe(0);
      else chiSquare += (counts[id] - total * q) ** 2 / (total * q);
    });
    // 12 degrees of freedom at most: 32.9 is exceeded once in a thousand seeds, and the seed is fixed.
    expect(chiSquare).toBeLessThan(32.9);
  });

  it.each([
    { topK: 0, topP: 1 },
    { topK: 1, topP: 1 },
    { topK: 40, topP: 1 },
    { topK: 0, topP: 0.95 },
    { topK: 0, topP: 0.05 },
    { topK: 50, topP: 0.9 },
    { topK: 2000, topP: 0.999 },
  ])('picks the token and log-probability of the sort-based twin: %o', async (filter) => {
    const vocab = 1003;
    const rows = 6;
    const steps = 4;
    const options = { ...filter, temperature: 0.8 };
    const logits = randomArray(rows * 1008, 11, 4);
    const result = await draw(logits, { vocab, ld: 1008, steps, seed: 42, stream: 9, ...options });
    for (let row = 0; row < rows; row++) {
      const p = sampleDistributionTwin(logits.subarray(row * 1008), vocab, options);
      for (let count = 0; count < steps; count++) {
        const token = result.row(row)[count];
        expect(token).toBe(sampleTokenTwin(p, uniformDrawTwin(42, 9, row, count)));
        expect(result.logp[row * steps + count]).toBeCloseTo(Math.log(p[token]), 4);
      }
    }
  });

  it('gives ties at the edge of top-k and top-p to the lower ids', async () => {
    const logits = Float32Array.of(0, 1, 0, 2, 0, 0);
    for (const [filter, allowed] of [
      [{ topK: 3 }, [0, 1, 3]],
      // Sorted, the probabilities are 0.524, 0.193 and four times 0.071: two of the four ties reach 0.85.
      [{ topP: 0.85 }, [0, 1, 2, 3]],
      [{ topK: 4, topP: 0.999 }, [0, 1, 2, 3]],
      [{ topP: 0 }, [3]],
    ] as const) {
      const result = await draw(repeated(logits, 8), { vocab: 6, steps: 60, ...filter });
      const seen = new Set([...Array(8).keys()].flatMap((row) => [...result.row(row)]));
      expect([...seen].sort((a, b) => a - b)).toEqual(allowed);
    }
  });

  it('finds bounds among neighbouring floats, equal logits and huge gaps', async () => {
    const up = (x: number) => {
      const bits = new Uint32Array(Float32Array.of(x).buffer);
      bits[0]++;
      return new Float32Array(bits.buffer)[0];
    };
    const near = Float32Array.of(1, up(1), up(up(1)), up(up(up(1))), -1e30, 0, -0, 1e-30);
    for (const topK of [1, 2, 3, 4, 5, 6, 7]) {
      const result = await draw(repeated(near, 4), { vocab: 8, steps: 60, topK });
      const p = sampleDistributionTwin(near, 8, { temperature: 1, topK, topP: 1 });
      for (let row = 0; row < 4; row++)
        for (const token of result.row(row)) expect(p[token]).toBeGreaterThan(0);
    }
    const flat = await draw(new Float32Array(8 * 4).fill(2), { vocab: 8, steps: 60, topK: 3 });
    expect(Math.max(...[0, 1, 2, 3].flatMap((row) => [...flat.row(row)]))).toBe(2);
  });

  it('greedy takes the most probable token, the lower id on ties', async () => {
    const logits = Float32Array.of(1, 3, 3, 0, 9, -2, 9, 9);
    const result = await draw(logits, { vocab: 4, ld: 4, greedy: true });
    expect([result.row(0)[0], result.row(1)[0]]).toEqual([1, 0]);
    expect(result.logp[0]).toBeCloseTo(Math.log(Math.exp(3) / (2 * Math.exp(3) + Math.E + 1)), 5);
  });

  it('never samples a column past the vocabulary', async () => {
    const logits = Float32Array.of(0, 0, 50, 60);
    const result = await draw(repeated(logits, 5), { vocab: 2, ld: 4, steps: 40 });
    for (let row = 0; row < 5; row++) expect(Math.max(...result.row(row))).toBeLessThan(2);
  });

  it('repeats a seed, and changes with seed, stream, row and position', async () => {
    const logits = repeated(randomArray(64, 2), 4);
    const options = { vocab: 64, steps: 20 };
    const first = await draw(logits, options);
    expect((await draw(logits, options)).tokens).toEqual(first.tokens);
    expect((await draw(logits, { ...options, seed: 6 })).tokens).not.toEqual(first.tokens);
    expect((await draw(logits, { ...options, stream: 2 })).tokens).not.toEqual(first.tokens);
    expect(first.row(0)).not.toEqual(first.row(1));
    expect(new Set(first.row(0)).size).toBeGreaterThan(5);
  });

  it('draws for a row what it would draw in any batch', async () => {
    const logits = randomArray(5 * 33, 4, 2);
    const options = { vocab: 33, steps: 12, topK: 20, topP: 0.9 };
    const whole = await draw(logits, options);
    const two = await draw(logits.slice(0, 66), options);
    expect(two.tokens).toEqual(whole.tokens.slice(0, two.tokens.length));
    expect(two.logp).toEqual(whole.logp.slice(0, 24));
  });

  it('ends a row on any end token, after maxNew tokens and when the sequence is full, then leaves it alone', async () => {
    const logits = new Float32Array(4 * 3);
    logits.set([0, 99, 0], 0); // always token 1, the second of two ends
    logits.set([0, 0, 99], 3);
    logits.set([0, 0, 99], 6);
    logits.set([0, 0, 99], 9);
    const result = await draw(logits, {
      vocab: 3,
      steps: 6,
      capacity: 8,
      maxNew: 4,
      ends: [5, 1],
      cursor: Uint32Array.of(1, 1, 5, 2),
      done: Uint32Array.of(0, 0, 0, 1),
    });
    expect([...result.generated]).toEqual([1, 4, 2, 0]);
    expect([...result.cursor]).toEqual([2, 5, 7, 2]);
    expect([...result.done]).toEqual([1, 1, 1, 1]);
    const row = (index: number) => [...result.tokens.subarray(index * 8, index * 8 + 8)];
    expect(row(0)).toEqual([777, 777, 1, 777, 777, 777, 777, 777]);
    expect(row(1)).toEqual([777, 777, 2, 2, 2, 2, 777, 777]);
    expect(row(2)).toEqual([777, 777, 777, 777, 777, 777, 2, 2]);
    expect(result.tokens.subarray(24)).toEqual(new Uint32Array(8).fill(777));
    expect([...result.logp.subarray(12)]).toEqual([0, 0, 0, 0]);
  });

  it('ends a row of non-finite logits without a token and says so', async () => {
    const logits = Float32Array.of(1, NaN, 0, 1, 2, 0, Infinity, 0, 0);
    const result = await draw(logits, { vocab: 3, steps: 2 });
    expect([...result.done]).toEqual([ROW_DONE.nonFinite, ROW_DONE.ended, ROW_DONE.nonFinite]);
    expect([...result.generated]).toEqual([0, 2, 0]);
  });
});
