/**
 * The shape of a model, as checked by checkpoint/modelConfig.ts, and what follows from it for every family.
 * Knows no weights and no GPU.
 */
import type { ModelConfig } from '../files/config/modelConfig.ts';

export type { Gpt2Config } from '../files/config/gpt2Config.ts';
export type { LlamaConfig } from '../files/config/llamaConfig.ts';
export type { ModelConfig } from '../files/config/modelConfig.ts';

/** Heads of an attention layer: q has `heads` of them, k and v have `kvHeads`, each `headDim` wide; what they see. */
export interface AttentionShape {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly bothWays: boolean;
}

/** The attention heads of a model; every query head of a GPT-2 has keys and values of its own. */
export function attentionShape(config: ModelConfig): AttentionShape {
  const { heads, bothWays = false } = config;
  return config.family === 'llama'
    ? { heads, kvHeads: config.kvHeads, headDim: config.headDim, bothWays }
    : { heads, kvHeads: heads, headDim: config.dim / heads, bothWays };
}

/** More than any run here reads; files may say hundreds of times as much, and tables are made for each. */
const MOST_POSITIONS = 2 ** 17;

/** Positions that room is made for. */
export function readablePositions({ positions }: Pick<ModelConfig, 'positions'>): number {
  return Math.min(positions, MOST_POSITIONS);
}

/** Every token that ends an answer; the first is the one that is put where an end is missing. */
export function endTokens({ eos, ends = [] }: Pick<ModelConfig, 'eos' | 'ends'>): readonly number[] {
  return [eos, ...ends.filter((id) => id !== eos)];
}

/**
 * Columns of the logits that can be sampled. The pad id is kept outside when it is the last one, so that
 * every log-probability (rollout, reference, update) is over the same, pad-free distribution.
 */
export function sampledVocab(config: ModelConfig): number {
  return config.pad === config.vocab - 1 && !endTokens(config).includes(config.pad)
    ? config.vocab - 1
    : config.vocab;
}

/** Most numbers that a token's row has in any activation of the trunk: of q, k and v side by side, or within the feed-forward layer. */
export function widestActivation(config: ModelConfig): number {
  const { heads, kvHeads, headDim } = attentionShape(config);
  // Gate and up stand side by side.
  const inner = config.family === 'llama' ? 2 * config.ffn : 4 * config.dim;
  return Math.max(config.dim, (heads + 2 * kvHeads) * headDim, inner);
}

/** Row stride of logits: the vocabulary rounded up to a vec4. */
export function logitStride(config: ModelConfig): number {
  return Math.ceil(config.vocab / 4) * 4;
}
