/**
 * GPT-2's config.json: what the engine needs of it, and the tensors such a model must have. Refuses
 * everything the engine would compute differently. Knows Hugging Face's names; knows no file access.
 */
import * as v from 'valibot';
import { unusableModel } from './errors.ts';

/** The shape of a GPT-2-style model, in the engine's words. */
export interface Gpt2Config {
  readonly vocab: number;
  readonly positions: number;
  readonly dim: number;
  readonly layers: number;
  readonly heads: number;
  /** Added to the variance in every layer norm. */
  readonly epsilon: number;
  readonly eos: number;
  /** The end token where the model has no padding id of its own. */
  readonly pad: number;
}

const size = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const tokenId = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** Dropout rates are not read: it is off in sampling, scoring and updates alike. */
const schema = v.object({
  vocab_size: size,
  n_positions: size,
  n_embd: size,
  n_layer: size,
  n_head: size,
  n_inner: v.nullish(size),
  layer_norm_epsilon: v.optional(v.pipe(v.number(), v.minValue(1e-12), v.maxValue(1)), 1e-5),
  // Two names of one function, the tanh approximation.
  activation_function: v.optional(v.picklist(['gelu_new', 'gelu_pytorch_tanh']), 'gelu_new'),
  scale_attn_weights: v.optional(v.literal(true), true),
  scale_attn_by_inverse_layer_idx: v.optional(v.literal(false), false),
  add_cross_attention: v.optional(v.literal(false), false),
  tie_word_embeddings: v.optional(v.literal(true), true),
  eos_token_id: tokenId,
  pad_token_id: v.nullish(tokenId),
});

/**
 * Checks a parsed config.json.
 * @throws CheckpointError for other model families and for variants of GPT-2 that the engine cannot run.
 */
export function parseGpt2Config(json: unknown): Gpt2Config {
  const type = v.safeParse(v.object({ model_type: v.string() }), json);
  if (!type.success) throw unusableModel('config.json names no model_type.');
  if (type.output.model_type !== 'gpt2') {
    throw unusableModel(`The model is of type "${type.output.model_type}"; only "gpt2" is supported.`);
  }
  const result = v.safeParse(schema, json);
  if (!result.success) {
    const [issue] = result.issues;
    throw unusableModel(
      `config.json has ${v.getDotPath(issue) ?? 'a field'} = ${issue.received}, where the engine needs ${issue.expected ?? 'another value'}.`,
    );
  }
  const config = result.output;
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
  const pad = config.pad_token_id ?? config.eos_token_id;
  for (const [name, id] of [['eos_token_id', config.eos_token_id] as const, ['pad_token_id', pad] as const]) {
    if (id >= config.vocab_size) {
      throw unusableModel(`config.json has ${name} ${id}, outside the vocabulary of ${config.vocab_size}.`);
    }
  }
  return {
    vocab: config.vocab_size,
    positions: config.n_positions,
    dim: config.n_embd,
    layers: config.n_layer,
    heads: config.n_head,
    epsilon: config.layer_norm_epsilon,
    eos: config.eos_token_id,
    pad,
  };
}

/** Name (without `transformer.`) and shape of every tensor the trunk must have; Conv1D weights are [in, out]. */
export function gpt2Shapes({ vocab, positions, dim, layers }: Gpt2Config): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>([
    ['wte.weight', [vocab, dim]],
    ['wpe.weight', [positions, dim]],
    ['ln_f.weight', [dim]],
    ['ln_f.bias', [dim]],
  ]);
  for (let layer = 0; layer < layers; layer++) {
    const block: readonly (readonly [string, number, number])[] = [
      ['attn.c_attn', dim, 3 * dim],
      ['attn.c_proj', dim, dim],
      ['mlp.c_fc', dim, 4 * dim],
      ['mlp.c_proj', 4 * dim, dim],
    ];
    for (const [name, inputs, outputs] of block) {
      shapes.set(`h.${layer}.${name}.weight`, [inputs, outputs]);
      shapes.set(`h.${layer}.${name}.bias`, [outputs]);
    }
    for (const norm of ['ln_1', 'ln_2']) {
      shapes.set(`h.${layer}.${norm}.weight`, [dim]);
      shapes.set(`h.${layer}.${norm}.bias`, [dim]);
    }
  }
  return shapes;
}
