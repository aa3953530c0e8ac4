/**
 * A model whose embedding, logits and parameters exceed one binding, and whose parameters exceed one buffer: what
 * GPT-2 is at WebGPU's default limits, made small by smaller limits.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { Gpu } from '../../src/gpu/device.ts';
import {
  bucketTokens,
  embeddingBackward,
  embeddingForward,
} from '../../src/gpu/kernels/embedding/embedding.ts';
import { scatterRows } from '../../src/gpu/kernels/embedding/gather.ts';
import { logitsUniforms } from '../../src/gpu/kernels/head/logits.ts';
import { matmul } from '../../src/gpu/kernels/matmul/matmul.ts';
import { Recorder } from '../../src/gpu/plan.ts';
import { readF32, run } from '../../src/gpu/queue.ts';
import { elementCount } from '../../src/gpu/tensor.ts';
import { Generator } from '../../src/model/generator.ts';
import { languageHeadBackward, languageHeadForward } from '../../src/model/languageHead.ts';
import { ParameterLayout } from '../../src/model/layout.ts';
import { ADAMW_DEFAULTS, Optimizer } from '../../src/model/optimizer.ts';
import { Parameters } from '../../src/model/parameters.ts';
import { createSequenceTensors, shapeFor, writeSequences } from '../../src/model/sequences.ts';
import { trunkBackward, trunkForward } from '../../src/model/trunk.ts';
import { expectClose, randomArray, testGpu } from '../gpu/harness.ts';
import { TINY_CONFIG } from './tinyModel.ts';

/** Embedding 144 kB, logits of 112 tokens 224 kB, all parameters 651 kB. */
const CONFIG = { ...TINY_CONFIG, vocab: 500, positions: 64, dim: 72, heads: 3, layers: 2, pad: 499 };
const LIMITS = { maxBinding: 128 * 1024, maxBuffer: 256 * 1024 };

let whole: Gpu;
let small: Gpu;
beforeAll(async () => {
  whole = await testGpu();
  small = new Gpu(whole.device, whole.adapter, LIMITS);
});

function createModel(gpu: Gpu): Parameters {
  const parameters = new Parameters(gpu, new ParameterLayout(CONFIG), 'large');
  parameters.load(
    new Map(
      parameters.layout.entries.map(({ name, shape }, index) => [
        name,
        /ln_.*weight/.test(name)
          ? new Float32Array(elementCount(shape)).fill(1)
          : randomArray(elementCount(shape), index + 1, 0.2),
      ]),
    ),
  );
  return parameters;
}

/** Three training steps on two sequences: log-probabilities of each step, last gradients, norms, parameters. */
async function train(gpu: Gpu) {
  const parameters = createModel(gpu);
  const optimizer = new Optimizer(parameters);
  const sequences = [0, 1].map((index) => {
    const tokens = Array.from({ length: 50 + index }, (_, i) => (i * 97 + index * 41) % (CONFIG.vocab - 1));
    return { prompt: tokens.slice(0, 1), response: tokens.slice(1) };
  });
  const shape = shapeFor(sequences, 64);
  const { rows, slots } = shape;
  const rec = new Recorder(gpu, 'large');
  const tensors = createSequenceTensors(rec, shape, CONFIG);
  const step = logitsUniforms(gpu);
  step.set({ temperature: 1 });
  const used = sequences.reduce((sum, { response }) => sum + response.length, 0);
  const dLogp = gpu.upload(
    'dLogp',
    Float32Array.from({ length: slots }, (_, slot) => (slot < used ? -1 / used : 0)),
  );
  const trunk = trunkForward(rec, parameters, tensors.packed, { keep: true });
  const head = languageHeadForward(rec, parameters, trunk.hidden, tensors, step);
  const dStates = rec.scratch('dStates', [slots, CONFIG.dim]);
  languageHeadBackward(rec, parameters, optimizer.gradients, head, tensors, dLogp, dStates, step);
  const dHidden = rec.scratch('dHidden', [rows, CONFIG.dim]);
  const inverse = tensors.predictorInverse;
  scatterRows(rec, { dOut: dStates, inverse, dx: dHidden, n: rows, dim: CONFIG.dim });
  trunkBackward(rec, parameters, optimizer.gradients, trunk, dHidden);
  optimizer.record(rec);
  const plan = await rec.finish();
  writeSequences(gpu, tensors, sequences, CONFIG);
  const logp: Float32Array[] = [];
  const stats: Float32Array[] = [];
  for (let i = 0; i < 3; i++) {
    optimizer.prepare({ ...ADAMW_DEFAULTS, learningRate: 1e-3, weightDecay: 0.1, epsilon: 1e-5 });
    const [values, norms] = await run(gpu, [plan], [head.logp, optimizer.stats]);
    logp.push((values as Float32Array).subarray(0, used));
    stats.push(norms as Float32Array);
  }
  return {
    parameters,
    logp,
    stats,
    gradients: await optimizer.gradients.read(),
    after: await parameters.read(),
  };
}

describe('a model larger than bindings and buffers', () => {
  it.each([
    ['of which logits fit a buffer', LIMITS],
    ['of which logits do not', { ...LIMITS, maxBuffer: 160 * 1024 }],
  ])('takes the same training steps as one that fits: %s', async (_, limits) => {
    const expected = await train(whole);
    const actual = await train(new Gpu(whole.device, whole.adapter, limits));
    expect(expected.parameters.parts).toHaveLength(1);
    expect(actual.parameters.parts.length).toBeGreaterThan(2);
    expect(actual.logp[2]).not.toEqual(actual.logp[0]);
    expected.logp.forEach((values, index) => expectClose(actual.logp[index], values, 1e-5));
    expected.stats.forEach((values, index) => expectClose(actual.stats[index], values, 1e-5));
    for (const [name, values] of expected.gradients) {
      expectClose(actual.gradients.get(name)!, values, 1e-4);
    }
    for (const [name, values] of expected.after) expectClose(actual.after.get(name)!, values, 1e-4);
  });

  it('writes the same text', async () => {
    const options = { temperature: 1, topK: 0, topP: 1, maxNewTokens: 9, seed: 5, stream: 1 };
    const prompts = [
      [400, 3, 77],
      [490, 12],
    ];
    const [expected, actual] = await Promise.all(
      [whole, small].map((gpu) => new Generator(createModel(gpu), 4).generate(prompts, 2, options)),
    );
    expect(actual.map(({ tokens }) => tokens)).toEqual(expected.map(({ tokens }) => tokens));
    expect(actual.flatMap(({ tokens }) => tokens).length).toBeGreaterThan(10);
  });

  it('is copied part by part, heads aside', async () => {
    const base = createModel(small);
    const other = new Parameters(small, new ParameterLayout(CONFIG, ['value']), 'other');
    other.copyFrom(base);
    const [from, to] = [await base.read(), await other.read()];
    for (const [name, values] of from) expect(to.get(name)).toEqual(values);
    expect(to.get('value.weight')).toEqual(new Float32Array(CONFIG.dim));
    expect(() => base.flat).toThrow(/large is .* bytes/);
    other.clear();
    expect([...(await other.read()).values()].every((values) => values.every((value) => value === 0))).toBe(
      true,
    );
  });

  it('is refused when one parameter alone is larger than a buffer', () => {
    const tiny = new Gpu(whole.device, whole.adapter, { maxBuffer: 100_000 });
    expect(() => new Parameters(tiny, new ParameterLayout(CONFIG), 'x')).toThrow(/wte\.weight has 36032/);
  });
});

describe("GPT-2's embedding at WebGPU's default limits", () => {
  it('is looked up and differentiated', async () => {
    const [vocab, dim] = [50_257, 768];
    expect(vocab * dim * 4).toBeGreaterThan(whole.maxBinding);
    const tokens = Uint32Array.of(0, 43_000, 50_256, 17, 43_000);
    const { order, rowStart } = bucketTokens(tokens, vocab);
    const table = whole.createTensor('table', [vocab, dim]);
    const row = (id: number) => ({ ...table, offset: id * dim * 4, shape: [dim] });
    for (const id of new Set(tokens)) whole.write(row(id), randomArray(dim, id + 1));
    const out = whole.createTensor('out', [tokens.length, dim]);
    const dOut = whole.upload('dOut', randomArray(tokens.length * dim, 9), [tokens.length, dim]);
    const rec = new Recorder(whole, 'gpt2');
    const ids = whole.upload('tokens', tokens);
    embeddingForward(rec, { tokens: ids, positions: ids, wte: table, out, rows: tokens.length, dim });
    const lookUp = await rec.finish();
    const [found] = await run(whole, [lookUp], [out]);
    tokens.forEach((id, index) =>
      expect(found.subarray(index * dim, (index + 1) * dim)).toEqual(randomArray(dim, id + 1)),
    );
    // Onto what is there, as after a tied head.
    const backward = new Recorder(whole, 'gpt2/backward');
    embeddingBackward(backward, {
      order: whole.upload('order', order),
      start: whole.upload('start', rowStart),
      dOut,
      dTable: table,
      entries: vocab,
      dim,
      accumulate: true,
    });
    await run(whole, [await backward.finish()]);
    const gradient = randomArray(tokens.length * dim, 9);
    const last = await readF32(whole, row(50_256));
    const before = randomArray(dim, 50_257);
    expectClose(
      last,
      before.map((value, i) => value + gradient[2 * dim + i]),
      1e-6,
    );
    const twice = await readF32(whole, row(43_000));
    const twiceBefore = randomArray(dim, 43_001);
    expectClose(
      twice,
      twiceBefore.map((value, i) => value + gradient[dim + i] + gradient[4 * dim + i]),
      1e-6,
    );
    expect((await readF32(whole, row(30_000))).every((value) => value === 0)).toBe(true);
    table.buffer.destroy();
  });

  it('is multiplied with as a language head, and back', async () => {
    const [vocab, dim, rows] = [50_257, 768, 4];
    const ld = 50_260;
    const weight = randomArray(vocab * dim, 1);
    const states = randomArray(rows * dim, 2);
    const dLogits = randomArray(rows * ld, 3, 0.01);
    const wte = whole.upload('wte', weight, [vocab, dim]);
    const hidden = whole.upload('hidden', states, [rows, dim]);
    const gradient = whole.upload('dLogits', dLogits, [rows, ld]);
    const logits = whole.createTensor('logits', [rows, ld]);
    const dStates = whole.createTensor('dStates', [rows, dim]);
    const dWte = whole.createTensor('dWte', [vocab, dim]);
    const rec = new Recorder(whole, 'head');
    matmul(rec, { a: hidden, b: wte, out: logits, transB: true, m: rows, n: vocab, k: dim, ldc: ld });
    matmul(rec, { a: gradient, b: wte, out: dStates, m: rows, n: dim, k: vocab, lda: ld });
    matmul(rec, { a: gradient, b: hidden, out: dWte, transA: true, m: vocab, n: dim, k: rows, lda: ld });
    const [z, back] = await run(whole, [await rec.finish()], [logits, dStates]);
    const sum = (count: number, term: (i: number) => number) =>
      Array.from({ length: count }, (_, i) => term(i)).reduce((total, value) => total + value, 0);
    const places = [0, 43_689, 43_690, 50_256];
    for (const id of places) {
      const ours = [0, 1, 2, 3].map((row) => z[row * ld + id]);
      const theirs = [0, 1, 2, 3].map((row) => sum(dim, (i) => states[row * dim + i] * weight[id * dim + i]));
      // Against numbers of order 10, wherever one of these happens to be small.
      expectClose([...ours, 10], [...theirs, 10], 1e-5);
      const gradients = await readF32(whole, { ...dWte, offset: id * dim * 4, shape: [dim] });
      expectClose(
        gradients,
        Array.from({ length: dim }, (_, i) =>
          sum(rows, (row) => dLogits[row * ld + id] * states[row * dim + i]),
        ),
        1e-5,
      );
    }
    for (const column of [0, 767]) {
      const ours = [0, 1, 2, 3].map((row) => back[row * dim + column]);
      const theirs = [0, 1, 2, 3].map((row) =>
        sum(vocab, (id) => dLogits[row * ld + id] * weight[id * dim + column]),
      );
      expectClose(ours, theirs, 1e-4);
    }
    for (const { buffer } of [wte, dWte]) buffer.destroy();
  });
});
