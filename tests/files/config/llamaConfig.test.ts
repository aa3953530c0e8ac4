import { describe, expect, it } from 'vitest';
import { configJson } from '../../../src/files/config/configJson.ts';
import { CheckpointError } from '../../../src/files/safetensors/safetensors.ts';
import { modelShapes, parseModelConfig } from '../../../src/files/config/modelConfig.ts';

/** As SmolLM2-135M says of itself. */
const SMOLLM2 = {
  architectures: ['LlamaForCausalLM'],
  attention_bias: false,
  attention_dropout: 0,
  bos_token_id: 0,
  eos_token_id: 0,
  hidden_act: 'silu',
  hidden_size: 576,
  intermediate_size: 1536,
  is_llama_config: true,
  max_position_embeddings: 8192,
  mlp_bias: false,
  model_type: 'llama',
  num_attention_heads: 9,
  num_hidden_layers: 30,
  num_key_value_heads: 3,
  pretraining_tp: 1,
  rms_norm_eps: 1e-5,
  rope_interleaved: false,
  rope_scaling: null,
  rope_theta: 100000,
  tie_word_embeddings: true,
  vocab_size: 49152,
};

/** As Qwen2.5-0.5B says of itself. */
const QWEN2 = {
  attention_dropout: 0,
  bos_token_id: 151643,
  eos_token_id: 151643,
  hidden_act: 'silu',
  hidden_size: 896,
  intermediate_size: 4864,
  max_position_embeddings: 32768,
  max_window_layers: 24,
  model_type: 'qwen2',
  num_attention_heads: 14,
  num_hidden_layers: 24,
  num_key_value_heads: 2,
  rms_norm_eps: 1e-6,
  rope_theta: 1000000,
  sliding_window: 32768,
  tie_word_embeddings: true,
  use_sliding_window: false,
  vocab_size: 151936,
};

/** As Qwen3-0.6B says of itself, in the words of transformers 5. */
const QWEN3 = {
  attention_bias: false,
  eos_token_id: [151643],
  head_dim: 128,
  hidden_act: 'silu',
  hidden_size: 1024,
  intermediate_size: 3072,
  layer_types: ['full_attention', 'full_attention'],
  max_position_embeddings: 40960,
  model_type: 'qwen3',
  num_attention_heads: 16,
  num_hidden_layers: 28,
  num_key_value_heads: 8,
  rms_norm_eps: 1e-6,
  rope_parameters: { rope_theta: 1000000, rope_type: 'default' },
  sliding_window: null,
  tie_word_embeddings: true,
  use_sliding_window: false,
  vocab_size: 151936,
};

const LLAMA3_ROPE = {
  factor: 32,
  high_freq_factor: 4,
  low_freq_factor: 1,
  original_max_position_embeddings: 8192,
  rope_type: 'llama3',
};

describe('config.json of the Llama family', () => {
  it('reads how positions are stretched, where old and new versions write it', () => {
    const scalingOf = (changes: object) => {
      const config = parseModelConfig({ ...SMOLLM2, ...changes });
      return config.family === 'llama' ? config.ropeScaling : null;
    };
    const llama3 = {
      type: 'llama3',
      factor: 32,
      lowFrequencyFactor: 1,
      highFrequencyFactor: 4,
      originalPositions: 8192,
    };
    expect(scalingOf({ rope_scaling: LLAMA3_ROPE })).toEqual(llama3);
    expect(scalingOf({ rope_parameters: { ...LLAMA3_ROPE, rope_theta: 5e5 } })).toEqual(llama3);
    const { original_max_position_embeddings: _, ...silent } = LLAMA3_ROPE;
    expect(scalingOf({ rope_scaling: silent })).toEqual({ ...llama3, originalPositions: 8192 });
    expect(scalingOf({ rope_scaling: { type: 'linear', factor: 2 } })).toEqual({ type: 'linear', factor: 2 });
    expect(scalingOf({ rope_scaling: { type: 'default' } })).toBeUndefined();
    for (const rope_scaling of [LLAMA3_ROPE, { type: 'linear', factor: 2 }]) {
      const config = parseModelConfig({ ...SMOLLM2, rope_scaling });
      const written = configJson(config, { task: 'causal', type: 'F32', bos: null, pad: null });
      expect(parseModelConfig(written)).toEqual(config);
      const { rope_scaling: _old, ...newer } = written;
      expect(parseModelConfig(newer)).toEqual(config);
    }
  });

  it('reads SmolLM2', () => {
    expect(parseModelConfig(SMOLLM2)).toEqual({
      family: 'llama',
      vocab: 49152,
      positions: 8192,
      dim: 576,
      layers: 30,
      heads: 9,
      kvHeads: 3,
      headDim: 64,
      ffn: 1536,
      epsilon: 1e-5,
      ropeTheta: 100000,
      tied: true,
      qkvBias: false,
      qkNorm: false,
      eos: 0,
      pad: 0,
    });
  });

  it('gives Qwen2 its biases, and Qwen3 its norms and heads wider than their share', () => {
    const shape = { family: 'llama', qkvBias: true, qkNorm: false, kvHeads: 2, headDim: 64, ropeTheta: 1e6 };
    expect(parseModelConfig(QWEN2)).toMatchObject(shape);
    const wide = { qkvBias: false, qkNorm: true, kvHeads: 8, headDim: 128, ropeTheta: 1e6, eos: 151643 };
    expect(parseModelConfig(QWEN3)).toMatchObject(wide);
  });

  it('has as many key heads as query heads where the file does not say, as transformers does', () => {
    const { num_key_value_heads: _, ...silent } = SMOLLM2;
    expect(parseModelConfig(silent)).toMatchObject({ kvHeads: 9, headDim: 64 });
    expect(parseModelConfig({ ...QWEN3, head_dim: null })).toMatchObject({ headDim: 128 });
  });

  it('names the tensors of transformers', () => {
    const names = (config: object) => [...modelShapes(parseModelConfig(config)).keys()];
    const inBlock = (config: object) =>
      names(config)
        .filter((name) => name.startsWith('layers.1.'))
        .map((name) => name.slice(9));
    expect(names(SMOLLM2)).not.toContain('lm_head.weight');
    expect(names({ ...SMOLLM2, tie_word_embeddings: false }).at(-1)).toBe('lm_head.weight');
    expect(inBlock(SMOLLM2)).toEqual([
      'input_layernorm.weight',
      'self_attn.q_proj.weight',
      'self_attn.k_proj.weight',
      'self_attn.v_proj.weight',
      'self_attn.o_proj.weight',
      'post_attention_layernorm.weight',
      'mlp.gate_proj.weight',
      'mlp.up_proj.weight',
      'mlp.down_proj.weight',
    ]);
    expect(inBlock(QWEN2)).toContain('self_attn.k_proj.bias');
    expect(inBlock(QWEN3)).toContain('self_attn.q_norm.weight');
    expect(modelShapes(parseModelConfig(QWEN3)).get('layers.0.self_attn.o_proj.weight')).toEqual([
      1024, 2048,
    ]);
  });

  it.each<[string, object, RegExp]>([
    [
      'positions stretched in another way',
      { rope_scaling: { rope_type: 'longrope', factor: 8 } },
      /rope_scaling\.rope_type = "longrope", where the engine knows default, linear, llama3/,
    ],
    [
      'the same, old style',
      { rope_scaling: { type: 'dynamic', factor: 2 } },
      /rope_scaling\.type = "dynamic"/,
    ],
    [
      'a factor that is none',
      { rope_scaling: { type: 'linear', factor: 'x' } },
      /rope_scaling\.factor = "x"/,
    ],
    [
      'no factor',
      { rope_scaling: { rope_type: 'llama3', low_freq_factor: 1 } },
      /rope_scaling\.factor = undefined/,
    ],
    [
      'a turned-round mix',
      { rope_scaling: { ...LLAMA3_ROPE, low_freq_factor: 5 } },
      /high_freq_factor 4, not above/,
    ],
    ['a word for a scaling', { rope_scaling: 'linear' }, /rope_scaling = "linear"/],
    [
      'partly rotated heads in it',
      { rope_scaling: { type: 'linear', factor: 2, partial_rotary_factor: 0.5 } },
      /partial_rotary_factor/,
    ],
    [
      'stretched positions, new style',
      { rope_parameters: { rope_type: 'yarn' } },
      /rope_parameters\.rope_type/,
    ],
    ['partly rotated heads', { partial_rotary_factor: 0.5 }, /partial_rotary_factor/],
    ['a window in use', { use_sliding_window: true }, /use_sliding_window = true/],
    ['a window in some layers', { layer_types: ['sliding_attention'] }, /layer_types/],
    ['attention biases', { attention_bias: true }, /attention_bias = true/],
    ['MLP biases', { mlp_bias: true }, /mlp_bias = true/],
    ['another activation', { hidden_act: 'gelu' }, /hidden_act = "gelu"/],
    ['split products', { pretraining_tp: 2 }, /pretraining_tp = 2/],
    ['key heads that do not divide', { num_key_value_heads: 2 }, /9 attention heads, which 2/],
    [
      'heads that do not divide the width',
      { num_attention_heads: 7, num_key_value_heads: 7 },
      /7 heads cannot/,
    ],
    ['heads of odd width', { head_dim: 5 }, /heads of 5/],
    ['several end tokens', { eos_token_id: [1, 2] }, /eos_token_id/],
    ['an end token outside the vocabulary', { eos_token_id: 49152 }, /outside the vocabulary/],
    ['a missing size', { intermediate_size: undefined }, /intermediate_size/],
  ])('refuses %s', (_, changes, message) => {
    const parse = () => parseModelConfig({ ...SMOLLM2, ...changes });
    expect(parse).toThrow(message);
    expect(parse).toThrow(CheckpointError);
  });
});
