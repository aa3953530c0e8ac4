/** A small model of each family whose lines are whole vectors, and weights of every kind for it. */
import { parseModelConfig, type ModelConfig } from '../../src/files/config/modelConfig.ts';
import type { Gpu } from '../../src/gpu/device.ts';
import { elementCount } from '../../src/gpu/tensor.ts';
import { AdaptedWeights, type Trainable } from '../../src/model/adapted.ts';
import { createBase } from '../../src/model/base.ts';
import { loadFamily } from '../../src/model/family.ts';
import { ParameterLayout } from '../../src/model/layout.ts';
import { Parameters } from '../../src/model/parameters.ts';
import type { Weights } from '../../src/model/weights.ts';
import { randomArray } from '../gpu/harness.ts';

const SHARED = { vocab_size: 64, eos_token_id: 0, max_position_embeddings: 64, rms_norm_eps: 1e-5 };
const LLAMA = {
  ...SHARED,
  hidden_size: 48,
  intermediate_size: 40,
  num_hidden_layers: 2,
  num_attention_heads: 6,
  num_key_value_heads: 2,
  head_dim: 8,
  rope_theta: 100,
  tie_word_embeddings: true,
};

export const FAMILY_CONFIGS: readonly (readonly [string, ModelConfig])[] = (
  [
    [
      'GPT-2',
      {
        model_type: 'gpt2',
        vocab_size: 64,
        n_positions: 64,
        n_embd: 32,
        n_layer: 2,
        n_head: 4,
        eos_token_id: 0,
      },
    ],
    ['Llama', { ...LLAMA, model_type: 'llama' }],
    ['Qwen2, with its biases', { ...LLAMA, model_type: 'qwen2' }],
    ['Qwen3, with its head norms', { ...LLAMA, model_type: 'qwen3' }],
  ] as const
).map(([name, config]) => [name, parseModelConfig(config)]);

/** Values that have opinions; norms lie around one. */
function valuesOf(name: string, count: number, seed: number): Float32Array {
  const spread = randomArray(count, seed, 0.3);
  return /norm.*weight|ln_.*weight/.test(name) ? spread.map((value) => 1 + value) : spread;
}

await loadFamily('llama');

export const WEIGHT_KINDS = {
  'weights of its own': (gpu: Gpu, config: ModelConfig): Trainable => {
    const parameters = new Parameters(gpu, new ParameterLayout(config), 'model');
    parameters.layout.entries.forEach(({ name, shape }, index) =>
      parameters.write(name, 0, valuesOf(name, elementCount(shape), 100 + index)),
    );
    return parameters;
  },
  'a base of halves': (gpu: Gpu, config: ModelConfig): Weights => {
    const base = createBase(gpu, config, 'f16');
    base.layout.entries.forEach(({ name, shape }, index) =>
      base.write(name, 0, valuesOf(name, elementCount(shape), 100 + index)),
    );
    return base;
  },
  adapters: (gpu: Gpu, config: ModelConfig): Trainable => {
    const base = createBase(gpu, config, 'f32');
    base.layout.entries.forEach(({ name, shape }, index) =>
      base.write(name, 0, valuesOf(name, elementCount(shape), 100 + index)),
    );
    const layout = new ParameterLayout(config, [], { rank: 3, alpha: 7, targets: 'attention' });
    const parameters = new Parameters(gpu, layout, 'adapters');
    layout.entries.forEach(({ name, shape }, index) =>
      parameters.write(name, 0, randomArray(elementCount(shape), 900 + index, 0.4)),
    );
    return new AdaptedWeights(base, parameters);
  },
};
