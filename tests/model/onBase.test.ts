/** An adapter merged into its base, against sums written out one by one. */
import { describe, expect, it } from 'vitest';
import { exportAdapter } from '../../src/files/export/exportAdapter.ts';
import { readOutput } from '../../src/files/bytes/outputFile.ts';
import { MARKED_NUMBERS, markedParameters, markOf } from '../../src/files/folder/baseMark.ts';
import { readAdapter, type Adapter } from '../../src/files/folder/adapterTensors.ts';
import { modelShapes, type ModelConfig } from '../../src/files/config/modelConfig.ts';
import type { StoredType } from '../../src/files/safetensors/storedFloats.ts';
import { adapterShapes, type AdapterTargets } from '../../src/model/adapters.ts';
import { mergedChunks, mergedNumbers } from '../../src/model/onBase.ts';
import { heldTensors } from '../../src/model/source.ts';
import {
  adapterFolder,
  GPT2,
  numbersOf,
  openerOf,
  pair,
  PLAIN,
  QWEN2,
  TIED_QWEN2,
} from '../files/folder/adapterFiles.ts';
import { randomStream } from '../files/random.ts';

function tensorsOf(config: ModelConfig, seed: number): Map<string, Float32Array> {
  return new Map([...modelShapes(config)].map(([name, shape], i) => [name, numbersOf(shape, seed + i)]));
}

/** The adapter merged into parameters that pass by whole. */
function mergedTensors(base: ReadonlyMap<string, Float32Array>, adapter: Adapter, config: ModelConfig) {
  const whole = async function* () {
    for (const [name, shape] of modelShapes(config)) yield { name, shape, start: 0, values: base.get(name)! };
  };
  return heldTensors(mergedChunks(whole(), adapter));
}

/** W + scale · B·A, each sum by itself, as PEFT defines it; Conv1D keeps the transpose. */
function naive(
  config: ModelConfig,
  weight: Float32Array,
  shape: readonly number[],
  factors: { a: Float32Array; b: Float32Array; rank: number; scale: number },
): Float32Array {
  const { a, b, rank, scale } = factors;
  const [outputs, inputs] = config.family === 'gpt2' ? shape.toReversed() : shape;
  const merged = new Float32Array(weight.length);
  for (let output = 0; output < outputs; output++) {
    for (let input = 0; input < inputs; input++) {
      const at = config.family === 'gpt2' ? input * outputs + output : output * inputs + input;
      let sum = 0;
      for (let k = 0; k < rank; k++) sum += b[output * rank + k] * a[k * inputs + input];
      merged[at] = weight[at] + scale * sum;
    }
  }
  return merged;
}

describe('an exported adapter, opened on its base', () => {
  const random = randomStream(9);
  it.each(
    Array.from({ length: 24 }, (_, round) => ({
      round,
      config: random.pick([GPT2, QWEN2, TIED_QWEN2]),
      targets: random.pick<AdapterTargets>(['attention', 'mlp', 'all']),
      rank: 1 + random.below(5),
      alpha: 1 + random.below(16),
      type: random.pick<StoredType>(['F32', 'F16', 'BF16']),
    })),
  )(
    'round $round: $targets of rank $rank in $type',
    async ({ round, config, targets, rank, alpha, type }) => {
      const shapes = adapterShapes(config, { rank, alpha, targets });
      const given = new Map(shapes.map(([name, shape], i) => [name, numbersOf(shape, 100 * round + i)]));
      const exported = exportAdapter({ config, rank, alpha, tensors: given }, { base: 'owner/base', type });
      const files = Object.fromEntries(
        await Promise.all(exported.map(async (file) => [file.name, await readOutput(file)] as const)),
      );
      const adapter = await readAdapter(openerOf(files), config);
      const base = tensorsOf(config, round);
      const merged = await mergedTensors(base, adapter, config);
      expect([...merged.keys()]).toEqual([...base.keys()]);
      expect(adapter.products.size).toBe(shapes.length / 2);
      for (const [name, shape] of modelShapes(config)) {
        const product = adapter.products.get(name);
        const module = name.replace(/\.weight$/, '');
        const [a, b] = [given.get(`${module}.lora_A`), given.get(`${module}.lora_B`)];
        expect(product !== undefined).toBe(a !== undefined);
        if (!product || !a || !b) {
          expect(merged.get(name)).toEqual(base.get(name));
          continue;
        }
        if (type === 'F32') expect([product.a, product.b]).toEqual([a, b]);
        const factors = { a: product.a, b: product.b, rank, scale: alpha / rank };
        expect(merged.get(name)).toEqual(naive(config, base.get(name)!, shape, factors));
        expect(merged.get(name)).not.toEqual(base.get(name));
      }
    },
  );
});

it('chunks, however they are cut, give the numbers of the whole, and leave the base as it was', async () => {
  const name = 'layers.0.self_attn.q_proj.weight';
  const files = adapterFolder(PLAIN, {
    ...pair('model.layers.0.self_attn.q_proj', 8, 8),
    'base_model.model.model.norm.weight': [8],
  });
  const adapter = await readAdapter(files, QWEN2);
  const base = tensorsOf(QWEN2, 3);
  const before = base.get(name)!.slice();
  const whole = await mergedTensors(base, adapter, QWEN2);
  expect(whole.get('norm.weight')).toEqual(numbersOf([8], 2));
  for (const size of [1, 3, 8, 13, 64]) {
    const cut = async function* () {
      for (const [parameter, values] of base) {
        for (let start = 0; start < values.length; start += size) {
          yield { name: parameter, shape: [], start, values: values.subarray(start, start + size) };
        }
      }
    };
    const joined = new Map([...base].map(([parameter, { length }]) => [parameter, new Float32Array(length)]));
    for await (const { name: parameter, start, values } of mergedChunks(cut(), adapter)) {
      joined.get(parameter)!.set(values, start);
    }
    expect(joined).toEqual(whole);
  }
  expect(base.get(name)).toEqual(before);
});

describe('an adapter that knows its base', () => {
  const marked = async (base: ReadonlyMap<string, Float32Array>) => {
    const shapes = adapterShapes(QWEN2, { rank: 2, alpha: 4, targets: 'all' });
    const tensors = new Map(shapes.map(([name, shape], i) => [name, numbersOf(shape, i)]));
    const names = markedParameters(
      [...tensors.keys()]
        .flatMap((name) => /^(.*)\.lora_A$/.exec(name)?.[1] ?? [])
        .map((name) => `${name}.weight`),
    );
    const mark = markOf(new Map(names.map((name) => [name, base.get(name)!.subarray(0, MARKED_NUMBERS)])));
    const exported = exportAdapter(
      { config: QWEN2, rank: 2, alpha: 4, tensors },
      { base: 'owner/base', mark },
    );
    const files = await Promise.all(
      exported.map(async (file) => [file.name, await readOutput(file)] as const),
    );
    return readAdapter(openerOf(Object.fromEntries(files)), QWEN2);
  };
  const drained = async (base: ReadonlyMap<string, Float32Array>, adapter: Adapter) => {
    const cut = async function* () {
      for (const [name, values] of base) {
        for (let start = 0; start < values.length; start += 7) {
          yield { name, shape: [], start, values: values.subarray(start, start + 7) };
        }
      }
    };
    for await (const _ of mergedChunks(cut(), adapter));
  };

  it('opens on it, in memory and in chunks', async () => {
    const base = tensorsOf(QWEN2, 3);
    const adapter = await marked(base);
    expect((await mergedTensors(base, adapter, QWEN2)).size).toBe(base.size);
    await drained(base, adapter);
  });

  it('is refused by one of the same shape with other weights', async () => {
    const adapter = await marked(tensorsOf(QWEN2, 3));
    const other = tensorsOf(QWEN2, 4);
    const words = /trained on one of the same shape with other weights.*"owner\/base"/;
    await expect(mergedTensors(other, adapter, QWEN2)).rejects.toThrow(words);
    await expect(drained(other, adapter)).rejects.toThrow(words);
  });
});

it('a part that is brought whole and adapted besides is both', async () => {
  const shapes = { 'base_model.model.lm_head.base_layer.weight': [16, 8], ...pair('lm_head', 16, 8) };
  const adapter = await readAdapter(adapterFolder(PLAIN, shapes), QWEN2);
  const { a, b } = adapter.products.get('lm_head.weight')!;
  const merged = mergedNumbers({ name: 'lm_head.weight', start: 0, values: new Float32Array(128) }, adapter);
  expect(merged).toEqual(naive(QWEN2, numbersOf([16, 8], 0), [16, 8], { a, b, rank: 2, scale: 4 }));
});

it('a sum that no number can hold is refused', async () => {
  const adapter = await readAdapter(
    adapterFolder(PLAIN, pair('model.layers.0.self_attn.q_proj', 8, 8)),
    QWEN2,
  );
  const name = 'layers.0.self_attn.q_proj.weight';
  const product = { ...adapter.products.get(name)!, scale: 1e45 };
  const huge = { ...adapter, products: new Map([[name, product]]) };
  expect(() => mergedNumbers({ name, start: 0, values: new Float32Array(64) }, huge)).toThrow(
    /Infinity at element/,
  );
});
