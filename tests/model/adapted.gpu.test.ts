/**
 * Adapters against a full model whose weights have them merged in: the same log-probabilities, gradients that follow
 * from the full model's by the chain rule, the same text; bases in half precision against the rounded model; and
 * activations computed again against activations kept.
 */
import { describe, expect, it } from 'vitest';
import { toFloat16Bytes, toFloat32 } from '../../src/files/safetensors/dtype.ts';
import type { Gpu } from '../../src/gpu/device.ts';
import { TRAINING } from '../../src/gpu/kernels/training/trainingVariants.ts';
import { readF32 } from '../../src/gpu/queue.ts';
import { elementCount } from '../../src/gpu/tensor.ts';
import { AdaptedWeights } from '../../src/model/adapted.ts';
import { adaptedModules, type AdapterSettings, type AdapterTargets } from '../../src/model/adapters.ts';
import { createBase, type BaseWeights, type WeightStorage } from '../../src/model/base.ts';
import type { ModelConfig } from '../../src/model/config.ts';
import { loadFamily } from '../../src/model/family.ts';
import { Generator } from '../../src/model/generator.ts';
import { ParameterLayout, type Head } from '../../src/model/layout.ts';
import { addProduct } from '../../src/model/lowRank.ts';
import { mergedReaders } from '../../src/model/merged.ts';
import { Parameters } from '../../src/model/parameters.ts';
import { shapeFor } from '../../src/model/sequences.ts';
import { ExperienceRecorder } from '../rl/ppoParts.ts';
import { DEFAULT_SETTINGS } from '../../src/rl/algorithms/settings.ts';
import { loadModelFixture, MODEL_FIXTURES, type ModelFixture } from '../fixtures/load.ts';
import { expectClose, randomArray, testGpu } from '../gpu/harness.ts';
import { modelConfig } from './fixtureModel.ts';
import { trainOnce } from './trainOnce.ts';

const ADAPTERS: AdapterSettings = { rank: 3, alpha: 7, targets: 'all' };

async function fixtureBase(gpu: Gpu, fixture: ModelFixture, storage: WeightStorage = 'f32') {
  const config = modelConfig(fixture.config);
  await loadFamily(config.family);
  const base = createBase(gpu, config, storage);
  for (const { name } of base.layout.entries) base.write(name, 0, fixture.weights.get(name)!);
  return base;
}

/** Adapters of which both halves are random, so that both have gradients. */
function randomAdapters(base: BaseWeights, settings = ADAPTERS, heads: readonly Head[] = []): AdaptedWeights {
  const layout = new ParameterLayout(base.layout.config, heads, settings);
  const parameters = new Parameters(base.gpu, layout, 'adapters');
  layout.entries.forEach(({ name, shape }, index) =>
    parameters.write(name, 0, randomArray(elementCount(shape), 900 + index, 0.4)),
  );
  return new AdaptedWeights(base, parameters);
}

/** A model of its own with what `weights` are merged. */
async function merged(weights: AdaptedWeights): Promise<Parameters> {
  const parameters = new Parameters(weights.gpu, new ParameterLayout(weights.layout.config), 'merged');
  for (const [name, read] of mergedReaders(weights)) {
    const count = elementCount(parameters.view(name).shape);
    // In two pieces, as a file of several shards asks for them.
    const middle = Math.floor(count / 3);
    parameters.write(
      name,
      0,
      Float32Array.from([...(await read(0, middle)), ...(await read(middle, count))]),
    );
  }
  return parameters;
}

/** What the chain rule makes of the gradient of W + scale · B·A. */
async function adapterGradients(
  weights: AdaptedWeights,
  full: ReadonlyMap<string, Float32Array>,
): Promise<Map<string, Float32Array>> {
  const { rank, alpha, targets } = weights.parameters.layout.adapters!;
  const own = await weights.parameters.read();
  const expected = new Map<string, Float32Array>();
  for (const { name, inputs, outputs, inputsFirst } of adaptedModules(weights.layout.config, targets)) {
    const [a, b] = [own.get(`${name}.lora_A`)!, own.get(`${name}.lora_B`)!];
    const dW = full.get(`${name}.weight`)!;
    const at = (output: number, input: number) =>
      dW[inputsFirst ? input * outputs + output : output * inputs + input];
    const dA = new Float64Array(rank * inputs);
    const dB = new Float64Array(outputs * rank);
    for (let output = 0; output < outputs; output++) {
      for (let input = 0; input < inputs; input++) {
        const gradient = (alpha / rank) * at(output, input);
        for (let inner = 0; inner < rank; inner++) {
          dA[inner * inputs + input] += b[output * rank + inner] * gradient;
          dB[output * rank + inner] += a[inner * inputs + input] * gradient;
        }
      }
    }
    expected.set(`${name}.lora_A`, Float32Array.from(dA));
    expected.set(`${name}.lora_B`, Float32Array.from(dB));
  }
  return expected;
}

describe.each(MODEL_FIXTURES)('adapters: %s', (name) => {
  it.each(['all', 'attention', 'mlp'] as const)(
    'compute what the merged model computes, and its gradients: %s',
    async (targets) => {
      const gpu = await testGpu();
      const fixture = await loadModelFixture(name);
      const weights = randomAdapters(await fixtureBase(gpu, fixture), { ...ADAPTERS, targets });
      const ours = await trainOnce(weights, fixture);
      const theirs = await trainOnce(await merged(weights), fixture);
      expectClose(ours.logp, theirs.logp, 1e-5);
      const expected = await adapterGradients(weights, theirs.gradients);
      expect([...ours.gradients.keys()].toSorted()).toEqual([...expected.keys()].toSorted());
      expect(ours.gradients.size).toBeGreaterThan(3);
      for (const [parameter, gradient] of expected) {
        expect(
          gradient.some((value) => Math.abs(value) > 1e-6),
          parameter,
        ).toBe(true);
        expectClose(ours.gradients.get(parameter)!, gradient, 1e-4);
      }
    },
  );

  it('change nothing at their start, and nothing of the base ever', async () => {
    const gpu = await testGpu();
    const fixture = await loadModelFixture(name);
    const base = await fixtureBase(gpu, fixture);
    const weights = randomAdapters(base, ADAPTERS, ['value']);
    weights.start(() => 0.75);
    const plain = await copyOf(base);
    const before = await trainOnce(plain, fixture);
    expect((await trainOnce(weights, fixture)).logp).toEqual(before.logp);
    const own = await weights.parameters.read();
    for (const { name: module, inputs } of adaptedModules(base.layout.config, 'all')) {
      const bound = Math.fround(0.5 / Math.sqrt(inputs));
      expect(own.get(`${module}.lora_A`)!.every((value) => value === bound)).toBe(true);
      expect(own.get(`${module}.lora_B`)!.every((value) => value === 0)).toBe(true);
    }
    expect(own.get('value.weight')!.every((value) => value === 0)).toBe(true);
  });

  it('write the text of the merged model, prompts of unequal length', async () => {
    const gpu = await testGpu();
    const fixture = await loadModelFixture(name);
    const weights = randomAdapters(await fixtureBase(gpu, fixture));
    const options = { temperature: 1, topK: 0, topP: 1, maxNewTokens: 12, seed: 4, stream: 2 };
    const prompts = [[3, 5, 7, 2], [9], [4, 4]];
    const ours = await new Generator(weights, 6).generate(prompts, 2, options);
    const theirs = await new Generator(await merged(weights), 6).generate(prompts, 2, options);
    expect(ours.map(({ tokens }) => tokens)).toEqual(theirs.map(({ tokens }) => tokens));
    expect(ours.flatMap(({ tokens }) => tokens).length).toBeGreaterThan(12);
    ours.forEach(({ logp }, row) => expectClose(logp, theirs[row].logp, 1e-4));
  });

  it('sample from what the full forward pass computes, on a base in half precision', async () => {
    const gpu = await testGpu();
    const fixture = await loadModelFixture(name);
    const weights = randomAdapters(await fixtureBase(gpu, fixture, 'f16'), ADAPTERS, ['value']);
    const prompts = [[3, 5, 7, 2], [9], [4, 4]];
    const options = { temperature: 1, topK: 0, topP: 1, maxNewTokens: 12, seed: 4, stream: 2 };
    const generations = await new Generator(weights, 6).generate(prompts, 2, options);
    const sequences = generations.map(({ tokens }, row) => ({
      prompt: prompts[Math.floor(row / 2)],
      response: tokens,
    }));
    const recorder = new ExperienceRecorder(weights, weights.base);
    const settings = { ...DEFAULT_SETTINGS, temperature: 1 };
    const none = sequences.map(() => 0);
    const { experience } = await recorder.compute(sequences, shapeFor(sequences, 12), none, settings, 0);
    const [logp, reference] = [await readF32(gpu, experience.logp), await readF32(gpu, experience.logpRef)];
    const real = (grid: Float32Array) =>
      generations.flatMap(({ tokens }, row) => [...grid.subarray(row * 12, row * 12 + tokens.length)]);
    const sampled = generations.flatMap((generation) => [...generation.logp]);
    expectClose(sampled, real(logp), 1e-4);
    // The reference beside it is the base without them.
    expect(Math.max(...real(reference).map((value, i) => Math.abs(value - sampled[i])))).toBeGreaterThan(0.1);
  });

  it('need no backward pass through what is frozen', async () => {
    const gpu = await testGpu();
    const fixture = await loadModelFixture(name);
    const base = await fixtureBase(gpu, fixture);
    const none = new AdaptedWeights(
      base,
      new Parameters(gpu, new ParameterLayout(base.layout.config, ['value'], { ...ADAPTERS }), 'none'),
    );
    none.adapter = () => null;
    const frozen = await trainOnce(none, fixture);
    const full = await trainOnce(await copyOf(base), fixture);
    expect(frozen.logp).toEqual(full.logp);
    // A weight gradient for each of at least four products a layer; on a GPU most share a dispatch with the gradient by the input.
    const spared = TRAINING.chosen(gpu) === 'fused' ? 1 : 4;
    expect(frozen.dispatches).toBeLessThanOrEqual(full.dispatches - spared * base.layout.config.layers);
  });
});

describe.each(MODEL_FIXTURES)('activations computed again: %s', (name) => {
  it.each(['trained in full', 'with adapters'])('give the same bits in less memory: %s', async (kind) => {
    const gpu = await testGpu();
    const fixture = await loadModelFixture(name);
    const base = await fixtureBase(gpu, fixture);
    const weights = kind === 'with adapters' ? randomAdapters(base) : await copyOf(base);
    const kept = await trainOnce(weights, fixture);
    const again = await trainOnce(weights, fixture, { recompute: true });
    expect(again.logp).toEqual(kept.logp);
    expect(again.gradients).toEqual(kept.gradients);
    expect(again.scratchBytes).toBeLessThan(kept.scratchBytes);
    expect(again.dispatches).toBeGreaterThan(kept.dispatches);
  });
});

async function copyOf(base: BaseWeights): Promise<Parameters> {
  const parameters = new Parameters(base.gpu, new ParameterLayout(base.layout.config), 'copy');
  await base.copyTo(parameters);
  return parameters;
}

const rounded = (values: Float32Array) => toFloat32(toFloat16Bytes(values), 'F16');

describe.each(MODEL_FIXTURES)('a base in half precision: %s', (name) => {
  /** The fixture with its matrices rounded as the base stores them. */
  async function roundedFixture(): Promise<ModelFixture> {
    const fixture = await loadModelFixture(name);
    const layout = new ParameterLayout(modelConfig(fixture.config));
    const weights = layout.entries.map(({ name: parameter, shape }) => {
      const values = fixture.weights.get(parameter)!;
      return [parameter, shape.length > 1 && parameter !== 'wpe.weight' ? rounded(values) : values] as const;
    });
    return { ...fixture, weights: new Map(weights) };
  }

  it('computes what the rounded model computes, with adapters and without', async () => {
    const gpu = await testGpu();
    const fixture = await roundedFixture();
    const exact = await fixtureBase(gpu, fixture);
    const half = await fixtureBase(gpu, await loadModelFixture(name), 'f16');
    const ours = await trainOnce(randomAdapters(half), fixture);
    const theirs = await trainOnce(randomAdapters(exact), fixture);
    expectClose(ours.logp, theirs.logp, 1e-6);
    for (const [parameter, gradient] of theirs.gradients) {
      expectClose(ours.gradients.get(parameter)!, gradient, 1e-5);
    }
    const options = { temperature: 1, topK: 0, topP: 1, maxNewTokens: 10, seed: 4, stream: 2 };
    const [text] = await new Generator(half, 2).generate([[3, 5]], 1, options);
    const [expected] = await new Generator(exact, 2).generate([[3, 5]], 1, options);
    expect(text.tokens).toEqual(expected.tokens);
    expectClose(text.logp, expected.logp, 1e-5);
  });

  it('reads back and copies what it rounded, however it was written', async () => {
    const gpu = await testGpu();
    const fixture = await loadModelFixture(name);
    const expected = (await roundedFixture()).weights;
    const base = createBase(gpu, modelConfig(fixture.config), 'f16');
    // Backwards, and in pieces that begin and end within words of two halves.
    for (const { name: parameter } of base.layout.entries.toReversed()) {
      const values = fixture.weights.get(parameter)!;
      for (let start = 0; start < values.length; start += 7) {
        base.write(parameter, start, values.subarray(start, start + 7));
      }
      expect(base.stored(parameter, values)).toEqual(expected.get(parameter));
    }
    const copy = await (await copyOf(base)).read();
    for (const { name: parameter } of base.layout.entries) {
      expect(await base.readTensor(parameter), parameter).toEqual(expected.get(parameter));
      expect(copy.get(parameter), parameter).toEqual(expected.get(parameter));
    }
    const [first] = base.layout.entries;
    expect(() => base.write(first.name, 1, new Float32Array(elementCount(first.shape)))).toThrow(
      /do not fit/,
    );
    expect(() => base.write(first.name, 0, Float32Array.of(1e6))).toThrow(
      /1000000, which half precision .* Choose F32/,
    );
    base.write(first.name, 0, Float32Array.of(-65_519));
    expect((await base.readTensor(first.name, 0, 1))[0]).toBe(-65_504);
  });
});

describe('which layers have adapters', () => {
  const names = async (fixture: 'gpt2-vec4' | 'qwen2', targets: AdapterTargets) => {
    const config: ModelConfig = modelConfig((await loadModelFixture(fixture)).config);
    return adaptedModules(config, targets)
      .map(({ name }) => name)
      .filter((name) => /^(h|layers)\.1\./.test(name));
  };

  it('is what PEFT calls them', async () => {
    expect(await names('gpt2-vec4', 'attention')).toEqual(['h.1.attn.c_attn', 'h.1.attn.c_proj']);
    expect(await names('gpt2-vec4', 'mlp')).toEqual(['h.1.mlp.c_fc', 'h.1.mlp.c_proj']);
    const attention = ['q', 'k', 'v', 'o'].map((layer) => `layers.1.self_attn.${layer}_proj`);
    const mlp = ['gate', 'up', 'down'].map((layer) => `layers.1.mlp.${layer}_proj`);
    expect(await names('qwen2', 'attention')).toEqual(attention);
    expect((await names('qwen2', 'all')).toSorted()).toEqual([...attention, ...mlp].toSorted());
  });

  it('merges by the layout of the weight', () => {
    const shape = { inputs: 3, outputs: 2 };
    const factors = { a: Float32Array.of(1, 2, 3), b: Float32Array.of(10, 100), scale: 2 };
    const outputsFirst = new Float32Array(6).fill(1);
    addProduct(outputsFirst, 0, { ...shape, inputsFirst: false }, factors);
    expect([...outputsFirst]).toEqual([21, 41, 61, 201, 401, 601]);
    const inputsFirst = new Float32Array(6).fill(1);
    addProduct(inputsFirst, 0, { ...shape, inputsFirst: true }, factors);
    expect([...inputsFirst]).toEqual([21, 201, 41, 401, 61, 601]);
    const piece = new Float32Array(3);
    addProduct(piece, 2, { ...shape, inputsFirst: true }, factors);
    expect([...piece]).toEqual([40, 400, 60]);
  });
});
