/**
 * A model as it comes from a folder, ready for a device: shape, weights, tokenizer, prompts. Knows the folder's
 * reader; knows no GPU.
 */
import { loadModelFolder, type FileReader, type Prompts } from '../checkpoint/modelFolder.ts';
import type { ReadOptions } from '../checkpoint/folderFiles.ts';
import type { ModelConfig } from './config.ts';
import { Tokenizer } from './tokenizer.ts';

export interface ModelSource {
  readonly config: ModelConfig;
  /** Parameters under Hugging Face names without the `transformer.` prefix. */
  readonly tensors: ReadonlyMap<string, Float32Array>;
  readonly tokenizer: Tokenizer;
  readonly prompts: Prompts;
}

/**
 * Loads and checks a model folder in Hugging Face layout.
 * @throws CheckpointError for anything the engine cannot run; the signal's reason when aborted.
 */
export async function loadModelSource(read: FileReader, options: ReadOptions = {}): Promise<ModelSource> {
  const folder = await loadModelFolder(read, options);
  return {
    config: folder.config,
    tensors: folder.tensors,
    tokenizer: new Tokenizer(folder.tokenizerJson, folder.tokenizerConfig),
    prompts: folder.prompts ?? { train: [], heldOut: [] },
  };
}
