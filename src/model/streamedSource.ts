/**
 * A model of any size and from anywhere, checked without its weights, which pass by in chunks when they are asked for. What
 * the models that come with the page can do without is loaded with the first that cannot. Knows the folder's readers; knows
 * no GPU and no place.
 */
import { inspectModel, type InspectedModel } from '../files/folder/inspect.ts';
import type { ModelFiles } from '../files/folder/modelFiles.ts';
import {
  streamWeights,
  type WeightChunk,
  type WeightFile,
  type WeightStreamOptions,
} from '../files/folder/weightFiles.ts';
import type { ModelConfig } from './config.ts';
import { endedBy, ownPrompts } from './prompts/ownPrompts.ts';
import type { AskedPrompt, ChatOptions, PreparedPrompts } from './prompts/prompts.ts';
import type { ModelTexts } from './source.ts';
import { Tokenizer } from './tokenizing/tokenizer.ts';

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
  /** Whether it is one of those that come with the page, which were trained on prompts that end in a line break. */
  readonly embedded?: boolean;
  readonly signal?: AbortSignal;
  /** Told of each file that is looked at before the weights. */
  readonly onFile?: (file: string) => void;
}

/**
 * Checks a model of any size without reading its weights.
 * @throws CheckpointError for anything the engine cannot run; the signal's reason when aborted.
 */
export async function openModelSource(
  place: ModelFiles,
  { prompts = [], chat, embedded = false, signal, onFile }: OpenOptions = {},
): Promise<StreamedSource> {
  const model = await inspectModel(place, signal, onFile);
  const { config, architecture, parameters, tokenizerJson, tokenizerConfig, files, weights } = model;
  const tokenizer = await tokenizerFor(model, embedded);
  const promptSuffix = embedded ? '\n' : '';
  const prepared =
    embedded && prompts.length === 0
      ? ownPrompts(tokenizer, model.prompts ?? { train: [], heldOut: [] }, promptSuffix)
      : embedded
        ? await prepare(model, tokenizer, endedBy(promptSuffix, prompts), { template: false })
        : await prepare(model, tokenizer, prompts, chat);
  return {
    ...prepared,
    config,
    architecture,
    parameters,
    weightFiles: weights.map(({ file }) => file),
    weightBytes: weights.reduce((sum, { header, names }) => sum + tensorBytes(header, names), 0),
    tokenizer,
    promptSuffix,
    tokenizerJson,
    tokenizerConfig,
    files,
    weights: (streaming = {}) => checkedWeights(place, weights, config, streaming),
  };
}

/** Every parameter, of files that are compared with their hashes where somebody says those. */
async function* checkedWeights(
  { open, sha256 }: ModelFiles,
  weights: readonly WeightFile[],
  config: ModelConfig,
  streaming: WeightStreamOptions,
): AsyncGenerator<WeightChunk, void, undefined> {
  const hashes = new Map<string, string>();
  for (const { file } of sha256 ? weights : []) {
    const known = await sha256?.(file, streaming.signal);
    if (known) hashes.set(file, known);
  }
  yield* streamWeights(open, weights, config, { sha256: hashes, ...streaming });
}

async function prepare(
  model: InspectedModel,
  tokenizer: Tokenizer,
  asked: readonly AskedPrompt[],
  chat?: ChatOptions,
): Promise<PreparedPrompts> {
  const { preparePrompts } = await import('./prompts/prompts.ts');
  return preparePrompts({ ...model, tokenizer }, asked, chat);
}

/** What reads the embedded models is here; what reads any other kind comes when there is one. */
async function tokenizerFor(model: InspectedModel, embedded: boolean): Promise<Tokenizer> {
  const { tokenizerJson: json, tokenizerConfig: names, config } = model;
  const { model: kind, decoder } = json as Readonly<
    Record<string, { readonly type?: unknown } | null | undefined>
  >;
  if (embedded && kind?.type === 'BPE' && decoder?.type === 'ByteLevel')
    return new Tokenizer(json, names, config.vocab);
  const { ownTokenizer } = await import('./tokenizing/ownRules.ts');
  return ownTokenizer(json, names, config.vocab);
}

function tensorBytes({ tensors }: WeightFile['header'], names: WeightFile['names']): number {
  let bytes = 0;
  for (const { name, begin, end } of tensors.values()) bytes += names.has(name) ? end - begin : 0;
  return bytes;
}
