/**
 * Loads a model folder in Hugging Face layout and checks all of it before the engine sees any. Knows
 * which files a folder has; knows no family's names, no GPU and not where the folder lies.
 */
import * as v from 'valibot';
import { firstNonFinite } from './dtype.ts';
import { unusableModel } from './errors.ts';
import { parseJson, readFile, requireFile, type FileReader, type ReadOptions } from './folderFiles.ts';
import { familyFiles, modelShapes, parseModelConfig, type ModelConfig } from './modelConfig.ts';
import { parseSafetensors, type Safetensors } from './safetensorsRead.ts';

export type { FileReader, ReadProgress } from './folderFiles.ts';
export type { ModelConfig } from './modelConfig.ts';

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
  /** Parsed prompts.json, or null when the folder has none. */
  readonly prompts: Prompts | null;
}

const WEIGHTS = 'model.safetensors';
const INDEX = 'model.safetensors.index.json';

const tokenizerSchema = v.looseObject({
  model: v.looseObject({ vocab: v.record(v.string(), v.number()) }),
  added_tokens: v.optional(v.array(v.looseObject({ id: v.number() })), []),
});
const promptsSchema = v.object({ train: v.array(v.string()), heldout: v.array(v.string()) });

/**
 * Loads and checks a model folder. Small files come first, so that an unsupported model costs no download.
 * @throws CheckpointError of kind `model` or `format`; the reason of `signal` when aborted.
 */
export async function loadModelFolder(read: FileReader, options: ReadOptions = {}): Promise<ModelFolder> {
  const json = async (file: string) => parseJson(file, await requireFile(read, file, options));
  const config = parseModelConfig(await json('config.json'));
  const tokenizerJson = checkTokenizer(await json('tokenizer.json'), config);
  const tokenizerConfig = await json('tokenizer_config.json');
  if (!v.is(v.looseObject({}), tokenizerConfig)) {
    throw unusableModel('tokenizer_config.json is not a JSON object.');
  }
  const prompts = await readPrompts(read, options);
  const tensors = modelTensors(parseSafetensors(await readWeights(read, options), WEIGHTS), config);
  return { config, tensors, tokenizerJson, tokenizerConfig, prompts };
}

/**
 * The parameters of a model from a parsed weights file, every tensor checked.
 * Names may have their family's prefix; stored constants are ignored, a tied `lm_head.weight` too, and
 * `score.weight` of a reward model is kept.
 * @throws CheckpointError for a missing, repeated, unknown, wrongly shaped or non-finite tensor.
 */
export function modelTensors(file: Safetensors, config: ModelConfig): Map<string, Float32Array> {
  const { prefix, ignored } = familyFiles(config);
  const expected = modelShapes(config);
  const optional = new Map<string, readonly number[]>([
    ['score.weight', [1, config.dim]],
    ['lm_head.weight', [config.vocab, config.dim]],
  ]);
  const tensors = new Map<string, Float32Array>();
  for (const [stored, { shape }] of file.tensors) {
    const name = stored.startsWith(prefix) ? stored.slice(prefix.length) : stored;
    if (ignored.test(name)) continue;
    const wanted = expected.get(name) ?? optional.get(name);
    if (!wanted)
      throw unusableModel(`${WEIGHTS} has the tensor "${stored}", which this model has no place for.`);
    if (tensors.has(name))
      throw unusableModel(`${WEIGHTS} has "${name}" twice, with and without its prefix.`);
    if (shape.length !== wanted.length || shape.some((extent, axis) => extent !== wanted[axis])) {
      throw unusableModel(
        `${WEIGHTS} has "${stored}" as [${shape.join(', ')}]; config.json makes it [${wanted.join(', ')}].`,
      );
    }
    const values = file.readF32(stored);
    const at = firstNonFinite(values);
    if (at >= 0)
      throw unusableModel(`"${stored}" holds ${values[at]} at element ${at}: the weights are broken.`);
    tensors.set(name, values);
  }
  for (const name of expected.keys()) {
    if (!tensors.has(name)) throw unusableModel(`${WEIGHTS} has no tensor "${name}".`);
  }
  if (config.tied) dropTiedHead(tensors, familyFiles(config).embedding);
  return tensors;
}

/** A language head stored beside the embedding it is tied to must be the same numbers. */
function dropTiedHead(tensors: Map<string, Float32Array>, embeddingName: string): void {
  const head = tensors.get('lm_head.weight');
  const embedding = tensors.get(embeddingName);
  if (head && embedding && head.some((value, i) => value !== embedding[i])) {
    throw unusableModel(
      `"lm_head.weight" differs from "${embeddingName}", to which config.json ties it (tie_word_embeddings).`,
    );
  }
  tensors.delete('lm_head.weight');
}

async function readWeights(read: FileReader, options: ReadOptions): Promise<Uint8Array> {
  const single = await readFile(read, WEIGHTS, options);
  if (single) return single;
  if (await readFile(read, INDEX, { signal: options.signal })) {
    throw unusableModel(
      `The weights are split over several files (${INDEX}); only one ${WEIGHTS} is supported.`,
    );
  }
  throw unusableModel(`The model folder has no ${WEIGHTS}.`);
}

function checkTokenizer(json: unknown, config: ModelConfig): object {
  const result = v.safeParse(tokenizerSchema, json);
  if (!result.success) throw unusableModel('tokenizer.json has no vocabulary of token ids.');
  const ids = [
    ...Object.values(result.output.model.vocab),
    ...result.output.added_tokens.map(({ id }) => id),
  ];
  const highest = ids.reduce((most, id) => Math.max(most, id), -1);
  if (highest >= config.vocab) {
    throw unusableModel(
      `tokenizer.json has the id ${highest}; the model's vocabulary ends at ${config.vocab - 1}.`,
    );
  }
  // Not the parsed copy: valibot leaves out keys such as "constructor", which may be tokens.
  return json as object;
}

async function readPrompts(read: FileReader, options: ReadOptions): Promise<Prompts | null> {
  const bytes = await readFile(read, 'prompts.json', options);
  if (!bytes) return null;
  const result = v.safeParse(promptsSchema, parseJson('prompts.json', bytes));
  if (!result.success) throw unusableModel('prompts.json has no lists of strings "train" and "heldout".');
  return { train: result.output.train, heldOut: result.output.heldout };
}
