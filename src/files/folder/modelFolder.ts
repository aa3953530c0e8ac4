/**
 * Loads a model folder in Hugging Face layout and checks all of it before the engine sees any. Knows
 * which files a folder has; knows no family's names, no GPU and not where the folder lies.
 */
import * as v from 'valibot';
import { unusableModel } from '../errors.ts';
import { parseJson, readFile, requireFile, type FileReader, type ReadOptions } from './folderFiles.ts';
import { parseModelConfig, type ModelConfig } from '../config/modelConfig.ts';
import { checkVocabulary } from '../config/vocabulary.ts';
import { TensorCollector } from './modelTensors.ts';
import { parseSafetensors, type Safetensors } from '../safetensors/safetensorsRead.ts';
import { INDEX_FILE, ShardCheck, parseWeightIndex, type WeightIndex } from '../safetensors/weightIndex.ts';

export type { FileReader, ReadProgress } from './folderFiles.ts';
export type { ModelConfig } from '../config/modelConfig.ts';

export interface Prompts {
  readonly train: readonly string[];
  readonly heldOut: readonly string[];
}

export interface ModelFolder {
  readonly config: ModelConfig;
  /**
   * Parameters by their Hugging Face names without `transformer.` or `model.`; a reward model also has
   * `score.weight`.
   */
  readonly tensors: Map<string, Float32Array>;
  /** Parsed tokenizer.json and tokenizer_config.json. */
  readonly tokenizerJson: object;
  readonly tokenizerConfig: object;
  /** config.json and the tokenizer's files as they are, byte for byte. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Parsed prompts.json, or null when the folder has none. */
  readonly prompts: Prompts | null;
}

const WEIGHTS = 'model.safetensors';

const promptsSchema = v.object({ train: v.array(v.string()), heldout: v.array(v.string()) });

/**
 * Loads and checks a model folder. Small files come first, so that an unsupported model costs no download.
 * @throws CheckpointError of kind `model` or `format`; the reason of `signal` when aborted.
 */
export async function loadModelFolder(read: FileReader, options: ReadOptions = {}): Promise<ModelFolder> {
  const files = new Map<string, Uint8Array>();
  const json = async (file: string) => {
    const bytes = await requireFile(read, file, options);
    files.set(file, bytes);
    return parseJson(file, bytes);
  };
  const config = parseModelConfig(await json('config.json'));
  const tokenizerJson = checkTokenizer(await json('tokenizer.json'), config);
  const tokenizerConfig = await json('tokenizer_config.json');
  if (!v.is(v.looseObject({}), tokenizerConfig)) {
    throw unusableModel('tokenizer_config.json is not a JSON object.');
  }
  const prompts = await readPrompts(read, options);
  const tensors = await readWeights(read, config, options);
  return { config, tensors, tokenizerJson, tokenizerConfig, files, prompts };
}

/**
 * The parameters of a model from one parsed weights file, every tensor checked.
 * Names may have their family's prefix; stored constants are ignored, a tied `lm_head.weight` too, and
 * `score.weight` of a reward model is kept.
 * @throws CheckpointError for a missing, repeated, unknown, wrongly shaped or non-finite tensor.
 */
export function modelTensors(file: Safetensors, config: ModelConfig): Map<string, Float32Array> {
  const collector = new TensorCollector(config);
  collector.add(file, WEIGHTS);
  return collector.finish(WEIGHTS);
}

/** One weights file where there is one, as transformers chooses; otherwise the index and its shards. */
async function readWeights(
  read: FileReader,
  config: ModelConfig,
  options: ReadOptions,
): Promise<Map<string, Float32Array>> {
  const single = await readFile(read, WEIGHTS, options);
  if (single) return modelTensors(parseSafetensors(single, WEIGHTS), config);
  const index = await readFile(read, INDEX_FILE, options);
  if (!index) throw unusableModel(`The model folder has no ${WEIGHTS} and no ${INDEX_FILE}.`);
  return readShards(read, parseWeightIndex(index), config, options);
}

/** Shard after shard, so that only one file is held besides the tensors. */
async function readShards(
  read: FileReader,
  index: WeightIndex,
  config: ModelConfig,
  options: ReadOptions,
): Promise<Map<string, Float32Array>> {
  const collector = new TensorCollector(config);
  collector.places.checkNames(index.shardOf.keys(), INDEX_FILE);
  const check = new ShardCheck(index);
  for (const shard of index.shards) {
    const file = parseSafetensors(await requireFile(read, shard, options), shard);
    check.add(shard, file);
    collector.add(file, shard);
  }
  return collector.finish(INDEX_FILE);
}

/**
 * tokenizer.json as parsed, its ids checked against the model's vocabulary.
 * @throws CheckpointError when it has no vocabulary or an id outside the model's.
 */
export function checkTokenizer(json: unknown, config: ModelConfig): object {
  checkVocabulary(json, config.vocab);
  return json as object;
}

async function readPrompts(read: FileReader, options: ReadOptions): Promise<Prompts | null> {
  const bytes = await readFile(read, 'prompts.json', options);
  return bytes && parsePrompts(bytes);
}

/** @throws CheckpointError for anything but two lists of strings. */
export function parsePrompts(bytes: Uint8Array): Prompts {
  const result = v.safeParse(promptsSchema, parseJson('prompts.json', bytes));
  if (!result.success) throw unusableModel('prompts.json has no lists of strings "train" and "heldout".');
  return { train: result.output.train, heldOut: result.output.heldout };
}
