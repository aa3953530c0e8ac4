/**
 * A model ready for a device: shape, tokenizer, prompts, and weights that are held or pass by. Types, and the step from the
 * one to the other; knows no folder and no GPU.
 */
import type { WeightChunk } from '../files/folder/weightFiles.ts';
import type { ModelConfig } from './config.ts';
import type { PreparedPrompts } from './prompts/prompts.ts';
import type { StreamedSource } from './streamedSource.ts';
import type { Tokenizer } from './tokenizing/tokenizer.ts';

/** A model's prompts and how it reads them. */
export interface ModelTexts extends PreparedPrompts {
  readonly tokenizer: Tokenizer;
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

/** A small model with its weights in memory, for what uses them more than once. */
export async function heldSource(source: StreamedSource): Promise<ModelSource> {
  return { ...source, tensors: await heldTensors(source.weights()) };
}

/** Chunks put together to whole parameters. */
export async function heldTensors(chunks: AsyncIterable<WeightChunk>): Promise<Map<string, Float32Array>> {
  const tensors = new Map<string, Float32Array>();
  for await (const { name, shape, start, values } of chunks) {
    const whole =
      tensors.get(name) ?? new Float32Array(shape.reduce((product, extent) => product * extent, 1));
    whole.set(values, start);
    tensors.set(name, whole);
  }
  return tensors;
}
