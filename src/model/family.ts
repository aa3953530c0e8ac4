/** Which family a model is of: the one place of this folder where that is asked. */
import type { Family } from './block.ts';
import type { ModelConfig } from './config.ts';
import { GPT2 } from './gpt2Block.ts';
import { LLAMA } from './llamaBlock.ts';

const FAMILIES: Record<ModelConfig['family'], Family> = { gpt2: GPT2, llama: LLAMA };

export function familyOf(config: ModelConfig): Family {
  return FAMILIES[config.family];
}

/** Name of the matrix [vocab, dim] that makes logits. */
export function headName(config: ModelConfig): string {
  return config.tied ? familyOf(config).embedding : 'lm_head.weight';
}
