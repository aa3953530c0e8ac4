/**
 * config.json of Llama and its relatives Qwen2 and Qwen3 (SmolLM2 and TinyLlama call themselves llama): what
 * the engine needs of it, and the tensors such a model must have. Refuses everything the engine would compute
 * differently. Knows Hugging Face's names; knows no file access.
 */
import * as v from 'valibot';
import { checkTokenIds, parseFields, SIZES, tokenId, type TransformerConfig } from './configFields.ts';
import { unusableModel } from '../errors.ts';
import { parseRopeScaling, type RopeScaling } from './ropeScaling.ts';

/** The shape of a Llama-style model, in the engine's words. */
export interface LlamaConfig extends TransformerConfig {
  readonly family: 'llama';
  /** Key and value heads; each serves heads / kvHeads query heads. */
  readonly kvHeads: number;
  /** Width of one head; heads · headDim need not be dim. */
  readonly headDim: number;
  /** Inner width of the MLP. */
  readonly ffn: number;
  /** Base of the rotary wavelengths. */
  readonly ropeTheta: number;
  /** How rotary positions are stretched; left out where they are plain. */
  readonly ropeScaling?: RopeScaling;
  /** Whether the q, k and v projections have a bias, as in Qwen2. */
  readonly qkvBias: boolean;
  /** Whether each head of q and k is normalised before it is rotated, as in Qwen3. */
  readonly qkNorm: boolean;
}

export type LlamaModelType = 'llama' | 'qwen2' | 'qwen3';

const no = v.optional(v.literal(false), false);
const theta = v.pipe(v.number(), v.minValue(1));

/** Dropout is not read: it is off in sampling, scoring and updates alike. */
const schema = v.object({
  vocab_size: SIZES.vocab,
  max_position_embeddings: SIZES.positions,
  hidden_size: SIZES.width,
  intermediate_size: SIZES.ffn,
  num_hidden_layers: SIZES.layers,
  num_attention_heads: SIZES.heads,
  num_key_value_heads: v.nullish(SIZES.heads),
  head_dim: v.nullish(SIZES.width),
  rms_norm_eps: v.optional(v.pipe(v.number(), v.minValue(1e-12), v.maxValue(1)), 1e-6),
  hidden_act: v.optional(v.literal('silu'), 'silu'),
  attention_bias: no,
  mlp_bias: no,
  pretraining_tp: v.optional(v.literal(1), 1),
  use_sliding_window: no,
  layer_types: v.nullish(v.array(v.literal('full_attention'))),
  rope_theta: v.optional(theta, 10_000),
  rope_scaling: v.optional(v.unknown()),
  // Where newer versions of transformers keep both of the above.
  rope_parameters: v.nullish(v.looseObject({ rope_theta: v.optional(theta) })),
  partial_rotary_factor: v.optional(v.literal(1), 1),
  tie_word_embeddings: v.optional(v.boolean(), false),
  eos_token_id: v.union([tokenId, v.strictTuple([tokenId])]),
  pad_token_id: v.nullish(tokenId),
});

/** transformers' Qwen3 has heads of 128 where its config.json names no head_dim. */
const QWEN3_HEAD_DIM = 128;

/**
 * Checks a parsed config.json of one of the family's types.
 * @throws CheckpointError for variants that the engine cannot run.
 */
export function parseLlamaConfig(json: unknown, type: LlamaModelType): LlamaConfig {
  const config = parseFields(schema, json);
  const { hidden_size: dim, num_attention_heads: heads } = config;
  const kvHeads = config.num_key_value_heads ?? heads;
  if (heads % kvHeads !== 0) {
    throw unusableModel(
      `config.json has ${heads} attention heads, which ${kvHeads} key and value heads cannot serve evenly.`,
    );
  }
  const headDim = config.head_dim ?? (type === 'qwen3' ? QWEN3_HEAD_DIM : dim / heads);
  if (!Number.isInteger(headDim)) {
    throw unusableModel(`config.json has hidden_size ${dim}, which ${heads} heads cannot share.`);
  }
  if (headDim % 2 !== 0) {
    throw unusableModel(`config.json has heads of ${headDim}; rotary positions need an even width.`);
  }
  const positions = config.max_position_embeddings;
  const ropeScaling =
    parseRopeScaling('rope_scaling', config.rope_scaling, positions) ??
    parseRopeScaling('rope_parameters', config.rope_parameters, positions);
  const eos = typeof config.eos_token_id === 'number' ? config.eos_token_id : config.eos_token_id[0];
  return {
    family: 'llama',
    positions,
    dim,
    layers: config.num_hidden_layers,
    heads,
    kvHeads,
    headDim,
    ffn: config.intermediate_size,
    epsilon: config.rms_norm_eps,
    ropeTheta: config.rope_parameters?.rope_theta ?? config.rope_theta,
    ...(ropeScaling && { ropeScaling }),
    tied: config.tie_word_embeddings,
    qkvBias: type === 'qwen2',
    qkNorm: type === 'qwen3',
    ...checkTokenIds(config.vocab_size, eos, config.pad_token_id),
  };
}

/**
 * Name (without `model.`) and shape of every tensor the model must have, in the engine's order. Linear weights
 * are [out, in], as PyTorch stores them.
 */
export function llamaShapes(config: LlamaConfig): Map<string, readonly number[]> {
  const { vocab, dim, layers, heads, kvHeads, headDim, ffn, qkvBias, qkNorm, tied } = config;
  const shapes = new Map<string, readonly number[]>([['embed_tokens.weight', [vocab, dim]]]);
  const projections = [
    ['q_proj', heads * headDim],
    ['k_proj', kvHeads * headDim],
    ['v_proj', kvHeads * headDim],
  ] as const;
  for (let layer = 0; layer < layers; layer++) {
    const block = `layers.${layer}`;
    shapes.set(`${block}.input_layernorm.weight`, [dim]);
    for (const [name, outputs] of projections) {
      shapes.set(`${block}.self_attn.${name}.weight`, [outputs, dim]);
    }
    if (qkvBias) {
      for (const [name, outputs] of projections) shapes.set(`${block}.self_attn.${name}.bias`, [outputs]);
    }
    if (qkNorm) {
      for (const name of ['q_norm', 'k_norm']) shapes.set(`${block}.self_attn.${name}.weight`, [headDim]);
    }
    shapes.set(`${block}.self_attn.o_proj.weight`, [dim, heads * headDim]);
    shapes.set(`${block}.post_attention_layernorm.weight`, [dim]);
    shapes.set(`${block}.mlp.gate_proj.weight`, [ffn, dim]);
    shapes.set(`${block}.mlp.up_proj.weight`, [ffn, dim]);
    shapes.set(`${block}.mlp.down_proj.weight`, [dim, ffn]);
  }
  shapes.set('norm.weight', [dim]);
  if (!tied) shapes.set('lm_head.weight', [vocab, dim]);
  return shapes;
}
