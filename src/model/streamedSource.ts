/**
 * A model of any size, checked without its weights, which pass by in chunks when they are asked for. Apart from
 * source.ts, so that a page whose models are small need not load it. Knows the folder's readers; knows no GPU.
 */
import { inspectModel, type InspectedModel } from '../files/folder/inspect.ts';
import {
  streamWeights,
  type SourceOpener,
  type WeightChunk,
  type WeightFile,
  type WeightStreamOptions,
} from '../files/folder/weightFiles.ts';
import type { ModelConfig } from './config.ts';
import { preparePrompts, type AskedPrompt, type ChatOptions } from './prompts/prompts.ts';
import type { ModelTexts } from './source.ts';
import type { Tokenizer } from './tokenizing/tokenizer.ts';
import { ownTokenizer } from './tokenizing/ownRules.ts';

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

export interface OpenOptions {
  /** What to write to; the folder's own prompts, or a few that fit any model, when left out or empty. */
  readonly prompts?: readonly AskedPrompt[];
  /** How they are written where the model brings a chat template. */
  readonly chat?: ChatOptions;
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
  const tokenizer = tokenizerOf(model);
  const prepared = await preparePrompts({ ...model, tokenizer }, options.prompts, options.chat);
  return {
    ...prepared,
    config,
    architecture,
    parameters,
    weightFiles: weights.map(({ file }) => file),
    weightBytes: weights.reduce((sum, { header, names }) => sum + tensorBytes(header, names), 0),
    tokenizer,
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
  return ownTokenizer(tokenizerJson, tokenizerConfig, config.vocab);
}

function tensorBytes({ tensors }: WeightFile['header'], names: WeightFile['names']): number {
  let bytes = 0;
  for (const { name, begin, end } of tensors.values()) bytes += names.has(name) ? end - begin : 0;
  return bytes;
}
