/**
 * A small model ready for a device: shape, tokenizer, prompts and weights. Knows the folder's reader; knows no GPU and
 * not where the folder lies.
 */
import type { ReadOptions } from '../checkpoint/folder/folderFiles.ts';
import { loadModelFolder, type FileReader, type Prompts } from '../checkpoint/folder/modelFolder.ts';
import type { ModelConfig } from './config.ts';
import { Tokenizer } from './tokenizer.ts';

/** A model's prompts and how it reads them. */
export interface ModelTexts {
  readonly tokenizer: Tokenizer;
  readonly prompts: Prompts;
  /** What follows a prompt that does not end with it: the embedded models were trained with a newline there. */
  readonly promptSuffix: string;
  /** Parsed tokenizer.json and tokenizer_config.json, for exports. */
  readonly tokenizerJson: object;
  readonly tokenizerConfig: object;
  /** The folder's small files as they are, byte for byte: the tokenizer's at least. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

export interface ModelSource extends ModelTexts {
  readonly config: ModelConfig;
  /** Parameters under Hugging Face names without the `transformer.` prefix. */
  readonly tensors: ReadonlyMap<string, Float32Array>;
}

/**
 * Loads and checks a model folder in Hugging Face layout.
 * @throws CheckpointError for anything the engine cannot run; the signal's reason when aborted.
 */
export async function loadModelSource(read: FileReader, options: ReadOptions = {}): Promise<ModelSource> {
  const folder = await loadModelFolder(read, options);
  const { config, tensors, tokenizerJson, tokenizerConfig, files, prompts } = folder;
  return {
    config,
    tensors,
    tokenizer: new Tokenizer(tokenizerJson, tokenizerConfig),
    prompts: prompts ?? { train: [], heldOut: [] },
    promptSuffix: '\n',
    tokenizerJson,
    tokenizerConfig,
    files,
  };
}
