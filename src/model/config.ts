/**
 * The shape of a GPT-2-style model. Knows Hugging Face's field names; knows no weights and no GPU.
 */

export interface ModelConfig {
  readonly vocab: number;
  readonly positions: number;
  readonly dim: number;
  readonly layers: number;
  readonly heads: number;
  readonly epsilon: number;
  readonly eos: number;
  /** Never generated. When it is the last id, softmaxes over the vocabulary stop before it. */
  readonly pad: number;
}

/** Width of one attention head. */
export function headDim(config: ModelConfig): number {
  return config.dim / config.heads;
}

/**
 * Columns of the logits that can be sampled. The pad id is kept outside when it is the last one, so that
 * every log-probability (rollout, reference, update) is over the same, pad-free distribution.
 */
export function sampledVocab(config: ModelConfig): number {
  return config.pad === config.vocab - 1 ? config.vocab - 1 : config.vocab;
}

/** Row stride of logits: the vocabulary rounded up to a vec4. */
export function logitStride(config: ModelConfig): number {
  return Math.ceil(config.vocab / 4) * 4;
}
