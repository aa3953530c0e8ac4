/**
 * GPT-2's config.json: what the engine needs of it, and the tensors such a model must have. Refuses
 * everything the engine would compute differently. Knows Hugging Face's names; knows no file access.
 */
import * as v from 'valibot';
import { checkTokenIds, parseFields, SIZES, tokenId, type TransformerConfig } from './configFields.ts';
import { unusableModel } from '../errors.ts';

/** The shape of a GPT-2-style model, in the engine's words. */
export interface Gpt2Config extends TransformerConfig {
  readonly family: 'gpt2';
}

/** Dropout rates are not read: it is off in sampling, scoring and updates alike. */
const schema = v.object({
  vocab_size: SIZES.vocab,
  n_positions: SIZES.learnedPositions,
  n_embd: SIZES.width,
  n_layer: SIZES.layers,
  n_head: SIZES.heads,
  n_inner: v.nullish(SIZES.ffn),
  layer_norm_epsilon: v.optional(v.pipe(v.number(), v.minValue(1e-12), v.maxValue(1)), 1e-5),
  // Two names of one function, the tanh approximation.
  activation_function: v.optional(v.picklist(['gelu_new', 'gelu_pytorch_tanh']), 'gelu_new'),
  scale_attn_weights: v.optional(v.literal(true), true),
  scale_attn_by_inverse_layer_idx: v.optional(v.literal(false), false),
  add_cross_attention: v.optional(v.literal(false), false),
  tie_word_embeddings: v.optional(v.boolean(), true),
  eos_token_id: tokenId,
  pad_token_id: v.nullish(tokenId),
});

/**
 * Checks a parsed config.json of model_type gpt2.
 * @throws CheckpointError for variants of GPT-2 that the engine cannot run.
 */
export function parseGpt2Config(json: unknown): Gpt2Config {
  const config = parseFields(schema, json);
  if (config.n_embd % config.n_head !== 0) {
    throw unusableModel(
      `config.json has n_embd ${config.n_embd}, which ${config.n_head} heads cannot share.`,
    );
  }
  if (config.n_inner && config.n_inner !== 4 * config.n_embd) {
    throw unusableModel(
      `config.json has n_inner ${config.n_inner}; only 4 · n_embd = ${4 * config.n_embd} is supported.`,
    );
  }
  return {
    family: 'gpt2',
    positions: config.n_positions,
    dim: config.n_embd,
    layers: config.n_layer,
    heads: config.n_head,
    epsilon: config.layer_norm_epsilon,
    tied: config.tie_word_embeddings,
    ...checkTokenIds(config.vocab_size, config.eos_token_id, config.pad_token_id),
  };
}

/**
 * Name (without `transformer.`) and shape of every tensor the model must have, in the engine's order. Linear
 * weights are [in, out], as GPT-2's Conv1D stores them; the head is [out, in].
 */
export function gpt2Shapes(config: Gpt2Config): Map<string, readonly number[]> {
  const { vocab, positions, dim, layers, tied } = config;
  const shapes = new Map<string, readonly number[]>([
    ['wte.weight', [vocab, dim]],
    ['wpe.weight', [positions, dim]],
  ]);
  const norm = (name: string) => {
    shapes.set(`${name}.weight`, [dim]);
    shapes.set(`${name}.bias`, [dim]);
  };
  const linear = (name: string, inputs: number, outputs: number) => {
    shapes.set(`${name}.weight`, [inputs, outputs]);
    shapes.set(`${name}.bias`, [outputs]);
  };
  for (let layer = 0; layer < layers; layer++) {
    const block = `h.${layer}`;
    norm(`${block}.ln_1`);
    linear(`${block}.attn.c_attn`, dim, 3 * dim);
    linear(`${block}.attn.c_proj`, dim, dim);
    norm(`${block}.ln_2`);
    linear(`${block}.mlp.c_fc`, dim, 4 * dim);
    linear(`${block}.mlp.c_proj`, 4 * dim, dim);
  }
  norm('ln_f');
  if (!tied) shapes.set('lm_head.weight', [vocab, dim]);
  return shapes;
}
