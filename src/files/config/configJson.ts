/**
 * config.json and generation_config.json as transformers reads them: the engine's shape of a model in Hugging
 * Face's words, the inverse of gpt2Config.ts and llamaConfig.ts. Knows no weights and no files.
 */
import type { Gpt2Config } from './gpt2Config.ts';
import type { LlamaConfig, LlamaModelType } from './llamaConfig.ts';
import type { ModelConfig } from './modelConfig.ts';
import { ropeScalingJson } from './ropeScaling.ts';
import { TORCH_TYPE, type StoredType } from '../safetensors/storedFloats.ts';

/** What the weights are for: text, or one score per text. */
export type Task = 'causal' | 'reward';

export interface ConfigOptions {
  readonly task: Task;
  /** Type of the stored weights. */
  readonly type: StoredType;
  /** First token of a text, where the tokenizer has one. */
  readonly bos: number | null;
  /** Padding; null where there is none that differs from every token of a text. */
  readonly pad: number | null;
}

type Json = Record<string, unknown>;

/** `model_type` of a model: Qwen's are Llama's with biases or with norms. */
export function modelType(config: ModelConfig): 'gpt2' | LlamaModelType {
  if (config.family === 'gpt2') return 'gpt2';
  if (config.qkvBias && config.qkNorm) {
    throw new RangeError('No model type has biases and norms of queries and keys.');
  }
  if (config.qkvBias) return 'qwen2';
  return config.qkNorm ? 'qwen3' : 'llama';
}

const CLASS_PREFIX = { gpt2: 'GPT2', llama: 'Llama', qwen2: 'Qwen2', qwen3: 'Qwen3' } as const;

/** Class that `AutoModel...` makes of it. */
export function architecture(config: ModelConfig, task: Task): string {
  const prefix = CLASS_PREFIX[modelType(config)];
  if (task === 'reward') return `${prefix}ForSequenceClassification`;
  return prefix === 'GPT2' ? 'GPT2LMHeadModel' : `${prefix}ForCausalLM`;
}

/**
 * config.json of a model. Everything that changes a number is written even where it is transformers' default,
 * and under both names where versions differ (torch_dtype and dtype, rope_theta and rope_parameters).
 */
export function configJson(config: ModelConfig, options: ConfigOptions): Json {
  const { task, type, bos, pad } = options;
  return {
    architectures: [architecture(config, task)],
    model_type: modelType(config),
    vocab_size: config.vocab,
    ...(config.family === 'gpt2' ? gpt2Fields(config) : llamaFields(config)),
    tie_word_embeddings: config.tied,
    bos_token_id: bos,
    // Nothing is written with a reward model: its end token is the one that ends what it scores.
    eos_token_id: task === 'reward' ? config.eos : endIds(config),
    pad_token_id: pad,
    // Of freshly made heads only, such as a critic's.
    initializer_range: 0.02,
    use_cache: true,
    torch_dtype: TORCH_TYPE[type],
    dtype: TORCH_TYPE[type],
    ...(task === 'reward' ? REWARD_FIELDS : {}),
  };
}

/** One number per text, taken as it is: "regression" keeps pipelines from squashing it. */
const REWARD_FIELDS: Json = {
  num_labels: 1,
  id2label: { 0: 'score' },
  label2id: { score: 0 },
  problem_type: 'regression',
};

/** Dropout is off, as it was in the engine: training goes on with the same objective. */
function gpt2Fields(config: Gpt2Config): Json {
  return {
    n_positions: config.positions,
    n_embd: config.dim,
    n_layer: config.layers,
    n_head: config.heads,
    n_inner: null,
    activation_function: 'gelu_new',
    layer_norm_epsilon: config.epsilon,
    scale_attn_weights: true,
    scale_attn_by_inverse_layer_idx: false,
    reorder_and_upcast_attn: false,
    add_cross_attention: false,
    attn_pdrop: 0,
    embd_pdrop: 0,
    resid_pdrop: 0,
  };
}

function llamaFields(config: LlamaConfig): Json {
  const fields: Json = {
    max_position_embeddings: config.positions,
    hidden_size: config.dim,
    intermediate_size: config.ffn,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    num_key_value_heads: config.kvHeads,
    head_dim: config.headDim,
    hidden_act: 'silu',
    rms_norm_eps: config.epsilon,
    rope_theta: config.ropeTheta,
    rope_parameters: { ...ropeScalingJson(config.ropeScaling), rope_theta: config.ropeTheta },
    rope_scaling: config.ropeScaling ? ropeScalingJson(config.ropeScaling) : null,
    attention_dropout: 0,
  };
  const type = modelType(config);
  if (type === 'llama') return { ...fields, attention_bias: false, mlp_bias: false, pretraining_tp: 1 };
  return {
    ...fields,
    ...(type === 'qwen3' ? { attention_bias: false } : {}),
    use_sliding_window: false,
    sliding_window: null,
    max_window_layers: config.layers,
    layer_types: Array.from({ length: config.layers }, () => 'full_attention'),
  };
}

/** One id, or the list that transformers stops at any of. */
function endIds({ eos, ends = [eos] }: ModelConfig): number | readonly number[] {
  return ends.length > 1 ? ends : eos;
}

export interface GenerationOptions {
  /** What the run sampled at; for a model that brought no generation_config.json. */
  readonly temperature: number;
  /** Parsed generation_config.json of the base model, where it brought one. */
  readonly read?: object;
}

/**
 * generation_config.json: what the base model brought, with an end and padding where it names none or the padding
 * changed; of a model that brought none, sampling from the whole distribution, as the engine does. How long an answer
 * may be was the run's concern, and is not the model's.
 */
export function generationConfigJson(
  config: ModelConfig,
  { bos, pad }: Pick<ConfigOptions, 'bos' | 'pad'>,
  { temperature, read }: GenerationOptions,
): Json {
  if (read)
    return { eos_token_id: endIds(config), ...read, ...(pad === config.eos ? {} : { pad_token_id: pad }) };
  return {
    bos_token_id: bos,
    eos_token_id: endIds(config),
    pad_token_id: pad,
    // Greedy at 0, which is no temperature there.
    do_sample: temperature > 0,
    // transformers' default of 50 would cut the distribution.
    ...(temperature > 0 ? { temperature, top_k: 0, top_p: 1 } : {}),
    // The engine leaves a padding id of its own out of every softmax when it is the last.
    ...(pad === config.vocab - 1 && ![config.eos, ...(config.ends ?? [])].includes(pad)
      ? { suppress_tokens: [pad] }
      : {}),
  };
}
