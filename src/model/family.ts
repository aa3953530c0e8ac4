/**
 * Which family a model is of: the one place of this folder where that is asked. The embedded models' family is always
 * there; code for others comes when the first of them is opened, so that a first visit does not wait for it.
 */
import type { Family } from './block.ts';
import type { ModelConfig } from './config.ts';
import { GPT2 } from './gpt2Block.ts';

const loaded: Partial<Record<ModelConfig['family'], Family>> = { gpt2: GPT2 };

/** Brings a family's code: whoever opens a model calls this before anything of it is recorded. */
export async function loadFamily(name: ModelConfig['family']): Promise<void> {
  if (name === 'llama') loaded.llama ??= (await import('./llamaBlock.ts')).LLAMA;
}

/** @throws {Error} for a family that {@link loadFamily} has not brought */
export function familyOf(config: ModelConfig): Family {
  const family = loaded[config.family];
  if (!family) throw new Error(`The code of the family ${config.family} is not loaded.`);
  return family;
}

/** Name of the matrix [vocab, dim] that makes logits. */
export function headName(config: ModelConfig): string {
  return config.tied ? familyOf(config).embedding : 'lm_head.weight';
}
