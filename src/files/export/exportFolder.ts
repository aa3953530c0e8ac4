/**
 * A trained model as a folder in Hugging Face layout, which transformers loads unchanged: as a language model, or
 * as a reward model through AutoModelForSequenceClassification. Gives files in pieces (outputFile.ts); knows no GPU
 * and not where they go.
 */
import { configJson, generationConfigJson, type GenerationOptions } from '../config/configJson.ts';
import { unusableModel } from '../errors.ts';
import { parseJson } from '../folder/folderFiles.ts';
import { BAG_FILE } from '../folder/rewardFolder.ts';
import { modelCard } from './modelCard.ts';
import { familyFiles, modelShapes, type ModelConfig } from '../config/modelConfig.ts';
import { bytesFile, jsonFile, textFile, type OutputFile } from '../bytes/outputFile.ts';
import { foldNormalisation, type Normalisation } from './rewardHead.ts';
import { shardedSafetensors, type ReadElements, type TensorSource } from '../safetensors/shardedWrite.ts';
import { specialTokens } from '../config/specialTokens.ts';
import type { StoredType } from '../safetensors/storedFloats.ts';

export interface ModelToExport {
  readonly config: ModelConfig;
  /** Parameters by the engine's names; more than are needed do no harm. */
  readonly tensors: ReadonlyMap<string, Float32Array | ReadElements>;
  /** The base model's tokenizer files by name; tokenizer.json and tokenizer_config.json must be there. */
  readonly tokenizer: ReadonlyMap<string, Uint8Array>;
}

export interface ExportOptions {
  /** Stored type of the weights; F32 when left out. */
  readonly type?: StoredType;
  /** Most bytes of weights in one file; no limit when left out. */
  readonly maxShardBytes?: number;
  /** Of a reward model: the bag of tokens that scored beside it, as a checkpoint keeps it. */
  readonly bag?: object;
  /** Heading of the model card. */
  readonly title?: string;
  /** Model that this one was trained from, for the card. */
  readonly base?: string;
  /** Ids that the model reads before a prompt, for the card. */
  readonly start?: readonly number[];
  /** Licence of the weights by its hub name, for the card. */
  readonly license?: string;
  /** Share of what training changed that rounding to `type` loses, for the card; see lostChange. */
  readonly lost?: number;
  /** Whether the run has adapters that could be exported alone, for the card. */
  readonly adapters?: boolean;
}

const DEFAULT_GENERATION: GenerationOptions = { temperature: 1 };

/**
 * The folder of a language model.
 * @throws CheckpointError when a tokenizer file is missing or broken; RangeError when a tensor is missing or has a
 *   wrong size. While a file's chunks are made: CheckpointError for weights that are not finite or do not fit the
 *   type.
 */
export function exportLanguageModel(
  model: ModelToExport,
  options: ExportOptions & { readonly generation?: GenerationOptions } = {},
): OutputFile[] {
  const { config } = model;
  const { type = 'F32', generation = DEFAULT_GENERATION, title = 'Language model' } = options;
  const { bos } = tokensOf(model);
  const ids = { bos: bos?.id ?? null, pad: config.pad };
  const tensors = storedTensors(model, [...modelShapes(config)]);
  const parameters = countOf(tensors);
  return [
    jsonFile('config.json', configJson(config, { task: 'causal', type, ...ids })),
    jsonFile('generation_config.json', generationConfigJson(config, ids, generation)),
    ...tokenizerFiles(model.tokenizer),
    textFile(
      'README.md',
      modelCard({ ...options, title, config, task: 'causal', parameters, type, offset: 0, padded: true }),
    ),
    ...shardedSafetensors(tensors, options),
  ];
}

/**
 * The folder of a reward model, whose tensors include `score.weight` [dim]. The normalisation
 * score = (raw − mean) / std goes into the weights, so that the logits are the page's scores; where the family has
 * no bias to hold the mean, config.json has `mean` and `std` of the logits, as OpenRLHF reads them.
 * @throws as {@link exportLanguageModel}.
 */
export async function exportRewardModel(
  model: ModelToExport,
  normalisation: Normalisation,
  options: ExportOptions = {},
): Promise<OutputFile[]> {
  const { config } = model;
  const { type = 'F32', title = 'Reward model' } = options;
  const { bos, separatePad: pad } = tokensOf(model);
  const folded = await foldNormalisation(model, normalisation);
  const trunk = [...modelShapes(config)].filter(([name]) => name !== 'lm_head.weight');
  const tensors = storedTensors({ config, tensors: folded.tensors }, [
    ...trunk,
    ['score.weight', [1, config.dim]],
  ]);
  const json = configJson(config, { task: 'reward', type, bos: bos?.id ?? null, pad: pad?.id ?? null });
  const tokenizer = new Map(model.tokenizer);
  const padding = { padding_side: 'right', ...(pad ? { pad_token: pad.content } : {}) };
  for (const file of ['tokenizer_config.json', 'special_tokens_map.json']) {
    const bytes = tokenizer.get(file);
    if (!bytes) continue;
    const side = file === 'tokenizer_config.json' ? padding : pad ? { pad_token: pad.content } : {};
    const json = parseJson(file, bytes);
    tokenizer.set(file, utf8Json({ ...(isRecord(json) ? json : {}), ...side }));
  }
  const { offset } = folded;
  const facts = { title, config, task: 'reward', parameters: countOf(tensors), type, offset } as const;
  return [
    jsonFile('config.json', { ...json, mean: offset, std: 1 }),
    ...tokenizerFiles(tokenizer),
    textFile('README.md', modelCard({ ...options, ...facts, padded: pad !== null })),
    ...(options.bag ? [jsonFile(BAG_FILE, options.bag)] : []),
    ...shardedSafetensors(tensors, options),
  ];
}

/** Where a tensor lies in a flat buffer, as model/layout.ts places it. */
interface FlatEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly offset: number;
}

/**
 * Tensors out of one flat buffer that is read in ranges, such as a GPU's: no more than a piece is in memory.
 * @param readFlat elements `begin` up to `end` of the buffer.
 */
export function tensorsOfFlat(
  entries: readonly FlatEntry[],
  readFlat: ReadElements,
): Map<string, ReadElements> {
  return new Map(
    entries.map(({ name, offset }) => [name, (begin, end) => readFlat(offset + begin, offset + end)]),
  );
}

/** The tensors of `shapes` under the names that transformers gives them. */
function storedTensors(
  { config, tensors }: Pick<ModelToExport, 'config' | 'tensors'>,
  shapes: readonly (readonly [string, readonly number[]])[],
): TensorSource[] {
  const { prefix } = familyFiles(config);
  return shapes.map(([name, shape]) => {
    const data = tensors.get(name);
    if (!data) throw new RangeError(`The model has no tensor ${name}.`);
    // Heads stand beside the trunk.
    const stored = /^(lm_head|score)\./.test(name) ? name : prefix + name;
    return { name: stored, shape, data: finite(stored, data, shape) };
  });
}

/** The same values, refused when one is not finite: no engine could use such a model. */
function finite(name: string, data: Float32Array | ReadElements, shape: readonly number[]): ReadElements {
  const elements = shape.reduce((product, extent) => product * extent, 1);
  if (typeof data !== 'function' && data.length !== elements) {
    throw new RangeError(`"${name}" has ${data.length} values for the shape [${shape.join(', ')}].`);
  }
  return async (begin, end) => {
    const values = typeof data === 'function' ? await data(begin, end) : data.subarray(begin, end);
    const at = values.findIndex((value) => !Number.isFinite(value));
    if (at >= 0) {
      throw unusableModel(`"${name}" holds ${values[at]} at element ${begin + at}: the weights are broken.`);
    }
    return values;
  };
}

function countOf(tensors: readonly TensorSource[]): number {
  return tensors.reduce((sum, { shape }) => sum + shape.reduce((product, extent) => product * extent, 1), 0);
}

function tokensOf({ config, tokenizer }: ModelToExport) {
  const json = (file: string): unknown => {
    const bytes = tokenizer.get(file);
    if (!bytes) throw unusableModel(`The tokenizer has no ${file}.`);
    return parseJson(file, bytes);
  };
  const [tokenizerJson, tokenizerConfig] = [json('tokenizer.json'), json('tokenizer_config.json')];
  if (!isRecord(tokenizerConfig)) throw unusableModel('The tokenizer files are not what their names say.');
  try {
    return specialTokens(tokenizerJson, tokenizerConfig, config);
  } catch (cause) {
    throw unusableModel('The tokenizer files are not what their names say.', cause);
  }
}

function tokenizerFiles(files: ReadonlyMap<string, Uint8Array>): OutputFile[] {
  return [...files].map(([name, bytes]) => bytesFile(name, bytes));
}

/** Not a list or a text, whose parts would become fields. */
function isRecord(json: unknown): json is object {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

function utf8Json(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
}
