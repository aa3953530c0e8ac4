/** Sizes that no model has are refused before anything is built from them. */
import { expect, it } from 'vitest';
import { CheckpointError } from '../../../src/files/errors.ts';
import { parseModelConfig } from '../../../src/files/config/modelConfig.ts';

const GPT2 = {
  model_type: 'gpt2',
  vocab_size: 400,
  n_positions: 64,
  n_embd: 16,
  n_layer: 1,
  n_head: 2,
  eos_token_id: 0,
};
const LLAMA = {
  model_type: 'llama',
  vocab_size: 400,
  max_position_embeddings: 64,
  hidden_size: 16,
  intermediate_size: 24,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  num_key_value_heads: 1,
  eos_token_id: 2,
};

it.each<[object, string[]]>([
  [GPT2, ['vocab_size', 'n_positions', 'n_embd', 'n_layer', 'n_head', 'n_inner']],
  [
    LLAMA,
    [
      'vocab_size',
      'max_position_embeddings',
      'hidden_size',
      'intermediate_size',
      'num_hidden_layers',
      'num_attention_heads',
      'num_key_value_heads',
      'head_dim',
    ],
  ],
])('%j', (config, fields) => {
  expect(() => parseModelConfig(config)).not.toThrow();
  for (const field of fields) {
    for (const size of [1e9, 2 ** 40, Number.MAX_SAFE_INTEGER, 1e300, -1, 0, 0.5, '12', null]) {
      if (size === null && /n_inner|key_value|head_dim/.test(field)) continue;
      const broken = () => parseModelConfig({ ...config, [field]: size });
      expect(broken, `${field} ${size}`).toThrow(CheckpointError);
      expect(broken).toThrow(new RegExp(field));
    }
  }
});

it.each([
  {
    ...LLAMA,
    num_hidden_layers: 126,
    hidden_size: 16_384,
    intermediate_size: 53_248,
    num_attention_heads: 128,
  },
  { ...LLAMA, model_type: 'qwen2', vocab_size: 262_208, max_position_embeddings: 10_485_760 },
])('sizes of the largest published models are read: %j', (config) => {
  expect(parseModelConfig(config)).toMatchObject({ family: 'llama' });
});
