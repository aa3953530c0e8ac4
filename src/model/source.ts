/**
 * A model ready for a device: shape, tokenizer, prompts, and weights that are held or pass by in chunks. Knows the
 * folder's readers; knows no GPU and not where the folder lies.
 */
import type { ReadOptions } from '../checkpoint/folderFiles.ts';
import { inspectModel, type InspectedModel } from '../checkpoint/inspect.ts';
import { loadModelFolder, type FileReader, type Prompts } from '../checkpoint/modelFolder.ts';
import {
  streamWeights,
  type SourceOpener,
  type WeightChunk,
  type WeightFile,
  type WeightStreamOptions,
} from '../checkpoint/weightFiles.ts';
import type { ModelConfig } from './config.ts';
import { OPENINGS } from './openings.ts';
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

/** A model whose weights are not held: they are read when they are asked for, each time anew. */
export interface StreamedSource extends ModelTexts {
  readonly config: ModelConfig;
  /** config.json's model_type. */
  readonly architecture: string;
  readonly parameters: number;
  /** Names of the files that hold the weights, in the order in which they are read, and bytes of their tensors. */
  readonly weightFiles: readonly string[];
  readonly weightBytes: number;
  /** Every parameter in pieces; see streamWeights. */
  weights(options?: WeightStreamOptions): AsyncGenerator<WeightChunk, void, undefined>;
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

export interface OpenOptions {
  /** What to write to; the folder's own prompts, or openings that fit any model, when left out. */
  readonly prompts?: readonly string[];
  /** SHA-256 of weights files by name, to compare while they are read. */
  readonly sha256?: ReadonlyMap<string, string>;
  readonly signal?: AbortSignal;
  /** Told of each file that is looked at before the weights. */
  readonly onFile?: (file: string) => void;
}

/**
 * Checks a model of any size without reading its weights.
 * @throws CheckpointError for anything the engine cannot run; the signal's reason when aborted.
 */
export async function openModelSource(
  open: SourceOpener,
  options: OpenOptions = {},
): Promise<StreamedSource> {
  const model = await inspectModel(open, options.signal, options.onFile);
  const { config, architecture, parameters, tokenizerJson, tokenizerConfig, files, weights } = model;
  return {
    config,
    architecture,
    parameters,
    weightFiles: weights.map(({ file }) => file),
    weightBytes: weights.reduce((sum, { header, names }) => sum + tensorBytes(header, names), 0),
    tokenizer: tokenizerOf(model),
    prompts: promptsOf(options.prompts, model.prompts),
    promptSuffix: '',
    tokenizerJson,
    tokenizerConfig,
    files,
    weights: (streaming = {}) =>
      streamWeights(open, weights, config, { sha256: options.sha256, ...streaming }),
  };
}

/**
 * The tokenizer of a model that was looked at.
 * @throws CheckpointError when it is of a kind that cannot be read.
 */
export function tokenizerOf({ tokenizerJson, tokenizerConfig, config }: InspectedModel): Tokenizer {
  return new Tokenizer(tokenizerJson, tokenizerConfig, config.vocab);
}

function tensorBytes({ tensors }: WeightFile['header'], names: WeightFile['names']): number {
  let bytes = 0;
  for (const { name, begin, end } of tensors.values()) bytes += names.has(name) ? end - begin : 0;
  return bytes;
}

/** Every fifth of a plain list is held out; a short one is both. */
function promptsOf(asked: readonly string[] | undefined, own: Prompts | null): Prompts {
  const given = asked?.filter((prompt) => prompt.trim() !== '') ?? [];
  if (given.length === 0 && own && own.train.length > 0) return own;
  const list = given.length > 0 ? given : OPENINGS;
  if (list.length < 5) return { train: list, heldOut: list };
  return { train: list.filter((_, i) => i % 5 < 4), heldOut: list.filter((_, i) => i % 5 === 4) };
}
