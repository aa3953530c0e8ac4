/**
 * From a page's choice of a model to weights on their way into the GPU: the embedded ones, stored ones, picked
 * files and addresses. Knows where models lie; knows no run.
 */
import { unusableModel } from '../checkpoint/errors.ts';
import { busy, type ModelStore } from '../checkpoint/modelStore.ts';
import { pickedOpener } from '../checkpoint/pickedFiles.ts';
import { findRemoteModel, type RemoteOptions } from '../checkpoint/remoteModel.ts';
import { addressId, filesId } from '../checkpoint/storedModel.ts';
import type { SourceOpener, WeightChunk } from '../checkpoint/weightFiles.ts';
import type { ModelConfig } from '../model/config.ts';
import { loadModelSource, openModelSource, type ModelTexts, type StreamedSource } from '../model/source.ts';
import type { Models } from '../rl/models.ts';
import type { EmbeddedModel, ModelChoice, OpenRequest } from './protocol.ts';

/** Where the models of a session may come from. */
export interface ModelPlaces extends RemoteOptions {
  readonly readFile: (url: string, signal?: AbortSignal) => Promise<Response>;
  /** Opens the store of models of one's own; without it none are stored. */
  readonly openModels?: () => Promise<ModelStore>;
}

/** What weights are loaded into. */
export type Loadable = Pick<Models, 'load' | 'gpu'>;

/** Bytes handed to the GPU before it is waited for: the browser holds them until then. */
const IN_FLIGHT = 32 << 20;

/** A model that was looked at and can be run. */
export interface ChosenModel {
  /** Names the run's checkpoints. */
  readonly key: string;
  /** What to call it. */
  readonly label: string;
  readonly texts: ModelTexts;
  readonly config: ModelConfig;
  /** Weights in memory, where the model is small. */
  readonly tensors?: ReadonlyMap<string, Float32Array>;
  /** Brings the weights of any other model into the GPU, through one chunk. */
  readonly load?: (models: Loadable) => Promise<void>;
}

export interface ChooseOptions {
  /** Whether arithmetic is done without a GPU: `auto` takes the smaller model then. */
  readonly software: boolean;
  readonly signal: AbortSignal;
  /** Bytes of weights (and, of embedded models, of every file), of `total`. */
  readonly onProgress: (done: number, total: number) => void;
}

type Asked = Pick<OpenRequest, 'model' | 'modelRoot' | 'prompts'>;

/** A choice as an object: a name alone stands for the embedded model of that name. */
export function choiceOf(model: OpenRequest['model']): ModelChoice {
  return typeof model === 'string' ? { kind: 'embedded', name: model } : model;
}

/** Where the files of a model are that is read piece by piece. */
interface Located {
  readonly key: string;
  readonly label: string;
  readonly open: SourceOpener;
  /** The SHA-256 that a weights file must have, where somebody says. */
  readonly hash: (file: string) => Promise<string | null>;
  /** Runs what reads the weights, so that nobody changes or deletes them meanwhile. */
  readonly guarded: (read: () => Promise<void>) => Promise<void>;
}

/**
 * Looks at the model that a page asks for. Weights of one's own are read by `load`, those of embedded ones here.
 * @throws CheckpointError for a model that cannot be run; the signal's reason when aborted.
 */
export async function chooseModel(
  places: ModelPlaces,
  request: Asked,
  options: ChooseOptions,
): Promise<ChosenModel> {
  const choice = choiceOf(request.model);
  if (choice.kind === 'embedded') return embedded(places, choice.name, request.modelRoot, options);
  return streamed(await locate(places, choice, options.signal), request.prompts, options);
}

/**
 * Looks at any model without reading its weights.
 * @throws CheckpointError for a model that cannot be run.
 */
export async function inspectChoice(
  places: Omit<ModelPlaces, 'readFile'>,
  choice: ModelChoice,
  modelRoot: string,
): Promise<StreamedSource> {
  if (choice.kind !== 'embedded') return openModelSource((await locate(places, choice)).open);
  const name = choice.name === 'auto' ? 'blurbs-small' : choice.name;
  const remote = await findRemoteModel({ kind: 'url', url: modelRoot + name }, places);
  return openModelSource(remote.open);
}

async function locate(
  places: Omit<ModelPlaces, 'readFile'>,
  choice: Exclude<ModelChoice, { readonly kind: 'embedded' }>,
  signal?: AbortSignal,
): Promise<Located> {
  const unguarded = (read: () => Promise<void>) => read();
  switch (choice.kind) {
    case 'files': {
      const { label, files } = choice;
      const hash = () => Promise.resolve(null);
      return { key: filesId(label, files), label, open: pickedOpener(files), hash, guarded: unguarded };
    }
    case 'remote': {
      const { label, open, version } = await findRemoteModel(choice.address, places, signal);
      const hash = async (file: string) => (await version(file, signal)).sha256;
      return { key: addressId(choice.address), label, open, hash, guarded: unguarded };
    }
    case 'stored': {
      const store = await places.openModels?.();
      if (!store) throw unusableModel('There is no storage for models here.');
      const { id } = choice;
      const { label, open, sha256 } = await store.open(id);
      return {
        key: id,
        label,
        open,
        hash: (file) => Promise.resolve(sha256.get(file) ?? null),
        async guarded(read) {
          if (!(await store.storage.locked(id, 'shared', read))) throw busy(label, 'Nothing was loaded.');
        },
      };
    }
  }
}

async function embedded(
  { readFile }: ModelPlaces,
  name: EmbeddedModel | 'auto',
  modelRoot: string,
  { software, signal, onProgress }: ChooseOptions,
): Promise<ChosenModel> {
  const model = name === 'auto' ? (software ? 'blurbs-tiny' : 'blurbs-small') : name;
  const { config, tensors, ...texts } = await loadModelSource(
    (file, aborted) => readFile(`${modelRoot}${model}/${file}`, aborted),
    { signal, onProgress: ({ done, total }) => onProgress(done, total ?? done) },
  );
  return { key: model, label: model, config, texts, tensors };
}

async function streamed(
  { key, label, open, hash, guarded }: Located,
  prompts: readonly string[] | undefined,
  { signal, onProgress }: ChooseOptions,
): Promise<ChosenModel> {
  const source = await openModelSource(open, { prompts, signal });
  const { config, weights, weightFiles, weightBytes, ...texts } = source;
  const sha256 = new Map<string, string>();
  for (const file of weightFiles) {
    const known = await hash(file);
    if (known) sha256.set(file, known);
  }
  const load = (models: Loadable): Promise<void> =>
    guarded(async () => {
      const tell = summed(weightBytes, onProgress);
      const chunks = weights({ sha256, signal, onProgress: ({ file, done }) => tell(file, done) });
      await models.load(paced(chunks, models.gpu.device.queue));
      onProgress(weightBytes, weightBytes);
    });
  return { key, label, config, texts, load };
}

/** The same chunks, no faster than the GPU takes them. */
async function* paced(
  chunks: AsyncIterable<WeightChunk>,
  queue: Pick<GPUQueue, 'onSubmittedWorkDone'>,
): AsyncGenerator<WeightChunk, void, undefined> {
  let bytes = 0;
  for await (const chunk of chunks) {
    yield chunk;
    bytes += chunk.values.byteLength;
    if (bytes < IN_FLIGHT) continue;
    bytes = 0;
    await queue.onSubmittedWorkDone();
  }
}

/** Turns the progress of one file after the other into that of all. */
function summed(
  total: number,
  onProgress: ChooseOptions['onProgress'],
): (file: string, done: number) => void {
  const byFile = new Map<string, number>();
  let told = 0;
  return (file, done) => {
    byFile.set(file, done);
    const sum = [...byFile.values()].reduce((all, bytes) => all + bytes, 0);
    // A hundred steps are enough to look at, and the network delivers in thousands.
    if (sum - told < total / 100) return;
    told = sum;
    onProgress(Math.min(sum, total - 1), total);
  };
}
