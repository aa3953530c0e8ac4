/**
 * The shape of a GPT-2-style model, as checked by checkpoint/gpt2Config.ts, and what follows from it.
 * Knows no weights and no GPU.
 */
import type { Gpt2Config } from '../checkpoint/gpt2Config.ts';

export type ModelConfig = Gpt2Config;

/** Width of one attention head. */
export function headDim(config: ModelConfig): number {
  return config.dim / config.heads;
}

/**
 * Columns of the logits that can be sampled. The pad id is kept outside when it is the last one, so that
 * every log-probability (rollout, reference, update) is over the same, pad-free distribution.
 */
export function sampledVocab(config: ModelConfig): number {
  return config.pad === config.vocab - 1 && config.pad !== config.eos ? config.vocab - 1 : config.vocab;
}

/** Row stride of logits: the vocabulary rounded up to a vec4. */
export function logitStride(config: ModelConfig): number {
  return Math.ceil(config.vocab / 4) * 4;
}
