/**
 * Text classifiers in ONNX from a hub, computed by transformers.js with onnxruntime on one thread. Knows that
 * library, a hub's paths and what a repository must have; knows no labeler, no page and no GPU.
 *
 * Loaded only in a worker of its own, which starts when a person asks for a classifier.
 */
import {
  AutoModelForSequenceClassification,
  AutoTokenizer,
  env,
  LogLevel,
  Tensor,
  type ProgressInfo,
} from '@xenova/transformers';
import { CheckpointError } from '../files/errors.ts';
import { openCache } from '../files/siteStorage.ts';
import { hubAddress, remoteFileInfo, remoteReader, type ModelAddress } from '../files/hub/hub.ts';
import type { RetryPolicy } from '../files/hub/httpRetry.ts';
import type { Normalisation } from '../tastes/classifier.ts';
import { ClassifierError, type OpenClassifier } from './classifier.ts';
import type { ClassifierRequest } from './protocol.ts';

const HOST = 'https://huggingface.co';

/** Texts in one pass: enough to keep one thread busy, few enough that padding costs little. */
const BATCH = 16;
/** Tokens of a text that count, at most. */
const LONGEST = 512;

/** A person waits for the answer: three tries in about two seconds. */
const RETRY: RetryPolicy = { attempts: 3, firstDelay: 400, longestDelay: 5_000, stall: 30_000 };

/** Where exporters put the weights, best first: eight bits are a quarter of the download and rank as well. */
const WEIGHTS = [
  { file: 'onnx/model_quantized.onnx', subfolder: 'onnx', dtype: 'q8' },
  { file: 'onnx/model.onnx', subfolder: 'onnx', dtype: 'fp32' },
  { file: 'model_quantized.onnx', subfolder: '', dtype: 'q8' },
  { file: 'model.onnx', subfolder: '', dtype: 'fp32' },
] as const;

type Weights = (typeof WEIGHTS)[number];

/** Where the library keeps files in this browser. */
const CACHE = 'nudge-classifiers';

const RETRY_ADVICE = 'Check the connection and load it again.';

interface Config {
  readonly labels: readonly string[];
  readonly normalisation: Normalisation;
  /** Infinity where the config does not say. */
  readonly positions: number;
}

/**
 * Loads a classifier into this thread. Files are kept in the browser's cache for the next visit.
 *
 * @param onProgress bytes, of all files that are known of so far
 * @throws ClassifierError for anything but a text classifier with ONNX weights and a tokenizer
 */
export async function loadClassifier(
  request: ClassifierRequest,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<OpenClassifier> {
  const { id, revision = 'main', host = HOST } = request;
  const { address, config, weights } = await asClassifierError(async () => {
    const address = hubAddress(id, revision, host);
    const config = await readConfig(address);
    return { address, config, weights: await findWeights(address) };
  });
  configure(host);
  try {
    return await build(id, revision, address, config, weights, totalled(onProgress));
  } catch (error) {
    // What was fetched may be what is wrong; the next try must not find it again.
    await forget(address);
    throw error;
  }
}

async function build(
  id: string,
  revision: string,
  address: ModelAddress,
  config: Config,
  weights: Weights,
  progress: (info: ProgressInfo) => void,
): Promise<OpenClassifier> {
  const loading = { revision, progress_callback: progress };
  const tokenizer = await AutoTokenizer.from_pretrained(id, loading).catch((error: unknown) => {
    throw refused(address.label, 'has no tokenizer (tokenizer.json) that can be read', error);
  });
  const longest = longestText(config.positions, tokenizer.model_max_length);
  const end = commonEnd(tokenizer.encode(''), tokenizer.encode('a'));
  const { subfolder, dtype, file } = weights;
  const model = await AutoModelForSequenceClassification.from_pretrained(id, {
    ...loading,
    subfolder,
    dtype,
    device: 'wasm',
  }).catch((error: unknown) => {
    // A connection that breaks is a TypeError in every browser.
    if (error instanceof TypeError)
      throw refused(address.label, `did not come whole (${file})`, error, RETRY_ADVICE);
    throw refused(address.label, `has weights (${file}) that cannot be run`, error);
  });
  const run = async (texts: readonly string[]): Promise<number[][]> => {
    const rows: number[][] = [];
    for (let first = 0; first < texts.length; first += BATCH) {
      const ids = texts
        .slice(first, first + BATCH)
        .map((text) => shortened(tokenizer.encode(text), end, longest));
      const { logits } = (await model(padded(ids, tokenizer.pad_token_id ?? 0))) as {
        readonly logits?: { tolist(): number[][] };
      };
      if (!logits) throw new Error('it gives no logits');
      rows.push(...logits.tolist());
    }
    return rows;
  };
  const [trial] = await run(['A trial.']).catch((error: unknown) => {
    throw refused(address.label, `has weights (${file}) that cannot be run`, error);
  });
  if (trial?.length !== config.labels.length) {
    throw refused(
      address.label,
      `gives ${trial?.length ?? 0} numbers for ${config.labels.length} labels`,
      null,
    );
  }
  return {
    labels: config.labels,
    normalisation: config.normalisation,
    file,
    logits: (texts) =>
      run(texts).catch((error: unknown) => {
        throw new ClassifierError(
          `The classifier ${address.label} failed (${messageOf(error)}). Rankings made so far are kept. Load it again under "Who ranks".`,
          { cause: error },
        );
      }),
    close: () => void model.dispose(),
  };
}

/** The library as this page needs it: one hub, one thread, and nothing from anywhere else. */
function configure(host: string): void {
  env.allowLocalModels = false;
  env.remoteHost = `${host.replace(/\/+$/, '')}/`;
  env.remotePathTemplate = '{model}/resolve/{revision}/';
  env.cacheKey = CACHE;
  env.logLevel = LogLevel.ERROR;
  // The library would fetch the runtime from a network of its own choice; here it lies beside this script.
  env.useWasmCache = false;
  const { wasm } = env.backends.onnx;
  if (!wasm) throw new ClassifierError('This browser has no WebAssembly. Choose another rater.');
  wasm.wasmPaths = undefined;
  // Threads need a page that is isolated from other origins, and would take what the trainer needs.
  wasm.numThreads = 1;
}

async function readConfig(address: ModelAddress): Promise<Config> {
  const found = await remoteReader(address, { retry: RETRY })('config.json');
  const response = found instanceof Response ? found : null;
  if (!response || response.status === 404) {
    throw refused(address.label, 'is not on this hub, or has no config.json', null);
  }
  if (!response.ok)
    throw refused(address.label, `cannot be read: the server answered ${response.status}`, null);
  const json: unknown = await response.json().catch(() => null);
  if (typeof json !== 'object' || json === null) {
    throw refused(address.label, 'has a config.json that is not JSON', null);
  }
  return parseConfig(address.label, json as Record<string, unknown>);
}

function parseConfig(label: string, json: Record<string, unknown>): Config {
  const architectures = Array.isArray(json.architectures) ? json.architectures.map(String) : [];
  const named = architectures.some((name) => name.endsWith('ForSequenceClassification'));
  if (!named && (architectures.length > 0 || !json.id2label)) {
    const what = architectures.length > 0 ? `a ${architectures[0].slice(0, 80)}` : 'something else';
    throw refused(label, `is ${what}, not a text classifier`, null);
  }
  const labels = labelsOf(json);
  if (new Set(labels).size !== labels.length) throw refused(label, 'has two labels of one name', null);
  const alone = json.problem_type === 'multi_label_classification' || labels.length === 1;
  const positions = Number(json.max_position_embeddings);
  return {
    labels,
    normalisation: alone ? 'sigmoid' : 'softmax',
    positions: positions > 2 ? positions : Infinity,
  };
}

/** Tokens of a text that count. Where a tokenizer names no limit, two positions are left: RoBERTa's begin at 2. */
function longestText(positions: number, tokenizerLimit: unknown): number {
  const limit = typeof tokenizerLimit === 'number' && tokenizerLimit > 0 ? tokenizerLimit : Infinity;
  return Math.min(LONGEST, limit <= positions ? limit : positions - 2);
}

/** What every text ends with: as many tokens as two unlike texts have in common there. */
function commonEnd(a: readonly number[], b: readonly number[]): readonly number[] {
  let length = 0;
  while (length < a.length && a.at(-1 - length) === b.at(-1 - length)) length++;
  return length === 0 ? [] : a.slice(-length);
}

/** The text is cut, not its end token: a tokenizer in Python keeps that, the one here would not. */
function shortened(ids: readonly number[], end: readonly number[], longest: number): readonly number[] {
  return ids.length <= longest ? ids : [...ids.slice(0, longest - end.length), ...end];
}

/** Rows of equal length, and a mask of what is text. */
function padded(rows: readonly (readonly number[])[], padding: number): Record<string, Tensor> {
  const length = Math.max(1, ...rows.map((ids) => ids.length));
  const ids = new BigInt64Array(rows.length * length).fill(BigInt(padding));
  const mask = new BigInt64Array(rows.length * length);
  for (const [row, tokens] of rows.entries()) {
    ids.set(tokens.map(BigInt), row * length);
    mask.fill(1n, row * length, row * length + tokens.length);
  }
  const shape = [rows.length, length];
  return { input_ids: new Tensor('int64', ids, shape), attention_mask: new Tensor('int64', mask, shape) };
}

/** By index; a config without names has two labels, as transformers has it. */
function labelsOf({ id2label, num_labels }: Record<string, unknown>): string[] {
  if (typeof id2label === 'object' && id2label !== null) {
    const entries = Object.entries(id2label).toSorted(([a], [b]) => Number(a) - Number(b));
    if (entries.length > 0) return entries.map(([, name]) => String(name));
  }
  const count = Number.isInteger(num_labels) && Number(num_labels) > 0 ? Number(num_labels) : 2;
  return Array.from({ length: count }, (_, index) => `LABEL_${index}`);
}

async function findWeights(address: ModelAddress): Promise<Weights> {
  for (const candidate of WEIGHTS) {
    const { file } = candidate;
    if (await remoteFileInfo(address.fileUrl(file), file, { retry: RETRY })) return candidate;
  }
  throw refused(
    address.label,
    'has no ONNX weights (onnx/model.onnx or onnx/model_quantized.onnx)',
    null,
    'Look for the same model under onnx-community or Xenova, or export it with optimum.',
  );
}

/** Takes a repository's files out of the browser's cache, where there is one. */
async function forget(address: ModelAddress): Promise<void> {
  const cache = await openCache(CACHE);
  if (!cache) return;
  for (const { url } of await cache.keys()) {
    if (url.startsWith(address.fileUrl(''))) await cache.delete(url);
  }
}

/** One sum over all files, as they become known. */
function totalled(onProgress: (done: number, total: number) => void): (info: ProgressInfo) => void {
  const files = new Map<string, { readonly loaded: number; readonly total: number }>();
  return (info) => {
    if (info.status !== 'progress') return;
    files.set(info.file, { loaded: info.loaded, total: Math.max(info.total, info.loaded) });
    let done = 0;
    let total = 0;
    for (const file of files.values()) {
      done += file.loaded;
      total += file.total;
    }
    onProgress(done, total);
  };
}

function refused(
  label: string,
  what: string,
  cause: unknown,
  todo = 'Choose another classifier, or another rater.',
): ClassifierError {
  const why = cause === null ? '' : ` (${messageOf(cause)})`;
  return new ClassifierError(`${label} ${what}${why}. The rater is as it was. ${todo}`, { cause });
}

/** The readers of models word their advice for models. */
async function asClassifierError<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    throw new ClassifierError(
      `The classifier could not be loaded. ${error.happened} The rater is as it was. Check the name and the connection, then try again.`,
      { cause: error },
    );
  }
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\s+/g, ' ').replace(/\.$/, '').slice(0, 300);
}
