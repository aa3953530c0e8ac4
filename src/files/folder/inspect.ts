/**
 * Looks at a model without reading a weight: config.json, the tokenizer's files, the header of every weights
 * file, checked against each other. What is wrong is refused here, before anything is fetched, stored or
 * allocated. Knows which files a folder has; knows not where they lie, and no GPU.
 */
import { bytesSource, readBytes, type ByteSource } from '../bytes/byteSource.ts';
import { endTokenOf, endTokensOf, namingEndToken, withEndToken } from '../config/endToken.ts';
import { modelShapes, parseModelConfig, type ModelConfig } from '../config/modelConfig.ts';
import { checkVocabulary } from '../config/vocabulary.ts';
import { unusableModel } from '../errors.ts';
import { parseJson } from './folderFiles.ts';
import { templateName, withoutMissing, type ModelFiles, type SourceOpener } from './modelFiles.ts';
import { parsePrompts, type Prompts } from './promptsJson.ts';
import { readWeightHeaders, type WeightFile } from './weightFiles.ts';

/** The files besides the weights that are read where they are. */
export const SMALL_FILES = [
  'config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'generation_config.json',
  'chat_template.jinja',
  'chat_template.json',
  'prompts.json',
] as const;

const TOKENIZER_CONFIG = 'tokenizer_config.json';
const GENERATION_CONFIG = 'generation_config.json';

/** Most bytes of a file that is held whole; the largest published vocabularies are a third of it. */
const SMALL = 48 << 20;

export interface InspectedModel {
  readonly config: ModelConfig;
  /** config.json's model_type. */
  readonly architecture: string;
  readonly parameters: number;
  /** Parsed tokenizer.json and tokenizer_config.json. */
  readonly tokenizerJson: object;
  readonly tokenizerConfig: object;
  /** Parsed prompts.json, or null when the folder has none. */
  readonly prompts: Prompts | null;
  readonly weights: readonly WeightFile[];
  /** Every file besides the weights, the index of shards among them, as it is. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/**
 * Reads and checks everything but the weights.
 * @param onFile told of each file before it is opened.
 * @throws CheckpointError for a model that cannot be run here; the signal's reason when aborted.
 */
export async function inspectModel(
  place: ModelFiles,
  signal?: AbortSignal,
  onFile: (file: string) => void = () => undefined,
): Promise<InspectedModel> {
  const { open, listed } = await withoutMissing(place, signal);
  const files = new Map<string, Uint8Array>();
  const small = async (file: string): Promise<Uint8Array | null> => {
    onFile(file);
    const bytes = await readSmall(open, file, signal);
    if (bytes) files.set(file, bytes);
    return bytes;
  };
  const json = async (file: string): Promise<unknown> => {
    const bytes = await small(file);
    if (!bytes) throw unusableModel(`The model folder has no ${file}.`);
    return parseJson(file, bytes);
  };
  const configJson = await json('config.json').catch(async (error: unknown) => {
    throw (files.has('config.json') ? null : await refusedAdapter(open, signal)) ?? error;
  });
  // Before anything larger is read: an unsupported model costs one small file.
  const classifier = classifierOf(configJson);
  if (classifier !== null) throw await refusedReward(classifier);
  const draft = parseModelConfig(withEndToken(configJson, undefined));
  const { model_type: architecture } = configJson as { readonly model_type: string };
  const tokenizerJson = checkTokenizer(await json('tokenizer.json'), draft);
  const optional = async (file: string): Promise<object | undefined> => {
    const bytes = await small(file);
    return bytes ? objectOf(file, parseJson(file, bytes)) : undefined;
  };
  const given = (await optional(TOKENIZER_CONFIG)) ?? {};
  const generation = await optional(GENERATION_CONFIG);
  const own = endTokenOf(tokenizerJson, given);
  const single = parseModelConfig(withEndToken(configJson, own, generation));
  const ends = endTokensOf(configJson, generation, single.eos);
  const config = ends.length > 1 ? { ...single, ends } : single;
  const tokenizerConfig = namingEndToken(tokenizerJson, given, config.eos, config.vocab);
  const template = await small('chat_template.jinja');
  await small('chat_template.json');
  // Found where the place lists its files.
  for (const file of listed ?? []) if (templateName(file) !== null) await small(file);
  const prompts = await small('prompts.json');
  const weights = await readWeightHeaders(keepingIndex(open, files, onFile), config, signal);
  if (weights.some(({ names }) => [...names.values()].includes('score.weight')))
    throw await refusedReward(null);
  return {
    config,
    architecture,
    parameters: parametersOf(config),
    tokenizerJson,
    tokenizerConfig: withTemplate(tokenizerConfig, template),
    prompts: prompts && parsePrompts(prompts),
    weights,
    files,
  };
}

/** Opens the weights' files; the index of shards is kept among the small ones. */
function keepingIndex(
  open: SourceOpener,
  files: Map<string, Uint8Array>,
  onFile: (file: string) => void,
): SourceOpener {
  return async (file, aborted) => {
    onFile(file);
    const source = await open(file, aborted);
    if (!source || !file.endsWith('.index.json')) return source;
    const bytes = await readWhole(source, aborted);
    files.set(file, bytes);
    return bytesSource(bytes, file);
  };
}

/**
 * tokenizer.json as parsed, its ids checked against the model's vocabulary.
 * @throws CheckpointError when it has no vocabulary or an id outside the model's.
 */
export function checkTokenizer(json: unknown, config: ModelConfig): object {
  checkVocabulary(json, config.vocab);
  return json as object;
}

function parametersOf(config: ModelConfig): number {
  return [...modelShapes(config).values()].reduce(
    (sum, shape) => sum + shape.reduce((product, extent) => product * extent, 1),
    0,
  );
}

/** The refusal of a folder without config.json that holds an adapter; null of any other. */
async function refusedAdapter(open: SourceOpener, signal?: AbortSignal): Promise<Error | null> {
  const { ADAPTER_CONFIG, isAdapter } = await import('./adapterFolder.ts');
  const adapter = await readSmall(open, ADAPTER_CONFIG, signal);
  return adapter && isAdapter(parseJson(ADAPTER_CONFIG, adapter));
}

async function refusedReward(called: string | null): Promise<Error> {
  return (await import('./rewardFolder.ts')).isRewardModel(called);
}

export async function readSmall(
  open: SourceOpener,
  file: string,
  signal?: AbortSignal,
): Promise<Uint8Array | null> {
  const source = await open(file, signal);
  return source && readWhole(source, signal);
}

/** All of a file that is held whole; refused before it is allocated when it is no such file. */
async function readWhole(source: ByteSource, signal?: AbortSignal): Promise<Uint8Array> {
  try {
    if (source.size > SMALL) {
      throw unusableModel(`${source.name} has ${source.size} bytes, more than any that is read whole.`);
    }
    return await readBytes(source, 0, source.size, { signal });
  } finally {
    await source.close();
  }
}

/** The class of a model that scores texts, as config.json names it; null for those that write them. */
export function classifierOf(configJson: unknown): string | null {
  const { architectures } = (configJson ?? {}) as { readonly architectures?: unknown };
  if (!Array.isArray(architectures)) return null;
  const names = architectures.filter((name) => typeof name === 'string');
  return names.find((name) => /For(Sequence|Token)Classification$/.test(name)) ?? null;
}

export function objectOf(file: string, json: unknown): object {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw unusableModel(`${file} is not a JSON object.`);
  }
  return json;
}

/** Newer folders keep the chat template in a file of its own, which counts more than the one inside. */
function withTemplate(tokenizerConfig: object, template: Uint8Array | null): object {
  return template
    ? { ...tokenizerConfig, chat_template: new TextDecoder().decode(template) }
    : tokenizerConfig;
}
