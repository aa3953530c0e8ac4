/** Adapters as peft writes them, small, with random numbers: settings and tensors in, a folder's opener out. */
import { ADAPTER_CONFIG, ADAPTER_WEIGHTS } from '../../../src/files/folder/adapterFolder.ts';
import type { SourceOpener } from '../../../src/files/folder/modelFiles.ts';
import { parseModelConfig } from '../../../src/files/config/modelConfig.ts';
import { writeSafetensors } from '../../../src/files/safetensors/safetensors.ts';
import { bytesSource } from '../../../src/files/bytes/byteSource.ts';
import { randomArray } from '../../gpu/harness.ts';

export const GPT2 = parseModelConfig({
  model_type: 'gpt2',
  vocab_size: 16,
  n_embd: 4,
  n_head: 2,
  n_layer: 2,
  n_positions: 8,
  eos_token_id: 0,
  pad_token_id: 1,
});

const QWEN2_JSON = {
  model_type: 'qwen2',
  vocab_size: 16,
  hidden_size: 8,
  intermediate_size: 12,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  max_position_embeddings: 8,
  eos_token_id: 0,
  pad_token_id: 1,
};
/** With biases of its own, and a head of its own. */
export const QWEN2 = parseModelConfig({ ...QWEN2_JSON, tie_word_embeddings: false });
export const TIED_QWEN2 = parseModelConfig({ ...QWEN2_JSON, tie_word_embeddings: true });

/** What peft writes for a plain LoRA of rank 2. */
export const PLAIN = {
  peft_type: 'LORA',
  task_type: 'CAUSAL_LM',
  base_model_name_or_path: 'owner/base',
  revision: null,
  r: 2,
  lora_alpha: 8,
  lora_dropout: 0.05,
  bias: 'none',
  fan_in_fan_out: false,
  target_modules: ['q_proj', 'v_proj'],
  modules_to_save: null,
  use_rslora: false,
  use_dora: false,
  init_lora_weights: true,
  rank_pattern: {},
  alpha_pattern: {},
  inference_mode: true,
};

export type Tensors = Readonly<Record<string, readonly number[]>>;

/** A pair of halves of `layer` [outputs, inputs] by peft's names. */
export function pair(layer: string, outputs: number, inputs: number, rank = 2): Tensors {
  return {
    [`base_model.model.${layer}.lora_A.weight`]: [rank, inputs],
    [`base_model.model.${layer}.lora_B.weight`]: [outputs, rank],
  };
}

/** @param shapes what its weights hold; each tensor's numbers depend on its place */
export function adapterBytes(config: object, shapes: Tensors): Readonly<Record<string, Uint8Array>> {
  const tensors = Object.entries(shapes).map(([name, shape], index) => ({
    name,
    shape,
    data: numbersOf(shape, index),
  }));
  return {
    [ADAPTER_CONFIG]: new TextEncoder().encode(JSON.stringify(config)),
    [ADAPTER_WEIGHTS]: writeSafetensors(tensors),
  };
}

/** The numbers of the tensor at a place. */
export function numbersOf(shape: readonly number[], place: number): Float32Array {
  return randomArray(
    shape.reduce((product, extent) => product * extent, 1),
    place + 1,
    0.5,
  );
}

export function openerOf(files: Readonly<Record<string, Uint8Array>>): SourceOpener {
  return (name) => Promise.resolve(Object.hasOwn(files, name) ? bytesSource(files[name], name) : null);
}

export function adapterFolder(config: object, shapes: Tensors): SourceOpener {
  return openerOf(adapterBytes(config, shapes));
}
