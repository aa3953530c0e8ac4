/**
 * The families of models there are, told apart by config.json's model_type: whose reader, whose tensors, whose
 * names. The one place of this folder that knows more than one family.
 */
import * as v from 'valibot';
import { unusableModel } from '../errors.ts';
import { gpt2Shapes, parseGpt2Config, type Gpt2Config } from './gpt2Config.ts';
import { llamaShapes, parseLlamaConfig, type LlamaConfig } from './llamaConfig.ts';

/** The shape of a model the engine can run. */
export type ModelConfig = Gpt2Config | LlamaConfig;

/** How a family's files name things. */
export interface FamilyFiles {
  /** Prefix that names may carry in a file; the engine's names have none. */
  readonly prefix: string;
  /** Name of the token embedding, which a tied language head shares. */
  readonly embedding: string;
  /** Names (without prefix) of stored constants that are no parameters. */
  readonly ignored: RegExp;
}

const FILES: Record<ModelConfig['family'], FamilyFiles> = {
  gpt2: {
    prefix: 'transformer.',
    embedding: 'wte.weight',
    ignored: /^h\.\d+\.attn\.(bias|masked_bias)$/,
  },
  llama: {
    prefix: 'model.',
    embedding: 'embed_tokens.weight',
    ignored: /^layers\.\d+\.self_attn\.rotary_emb\.inv_freq$/,
  },
};

const PARSERS: Readonly<Record<string, (json: unknown) => ModelConfig>> = {
  gpt2: parseGpt2Config,
  llama: (json) => parseLlamaConfig(json, 'llama'),
  qwen2: (json) => parseLlamaConfig(json, 'qwen2'),
  qwen3: (json) => parseLlamaConfig(json, 'qwen3'),
};

/** Every model_type that can be loaded. */
export const MODEL_TYPES: readonly string[] = Object.keys(PARSERS);

/**
 * Checks a parsed config.json.
 * @throws CheckpointError for other families and for variants that the engine cannot run.
 */
export function parseModelConfig(json: unknown): ModelConfig {
  const type = v.safeParse(v.object({ model_type: v.string() }), json);
  if (!type.success) throw unusableModel('config.json names no model_type.');
  const { model_type: name } = type.output;
  if (!MODEL_TYPES.includes(name)) {
    throw unusableModel(`The model is of type "${name}"; supported are ${MODEL_TYPES.join(', ')}.`);
  }
  return PARSERS[name](json);
}

/** Name (without prefix) and shape of every tensor of a model, in the order of the engine's buffer. */
export function modelShapes(config: ModelConfig): Map<string, readonly number[]> {
  return config.family === 'gpt2' ? gpt2Shapes(config) : llamaShapes(config);
}

/** How the files of a model name things. */
export function familyFiles({ family }: ModelConfig): FamilyFiles {
  return FILES[family];
}
