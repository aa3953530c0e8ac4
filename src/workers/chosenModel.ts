/**
 * From a page's choice of a model to a model that can be run. All models are read in one way, from wherever their files are:
 * those that come with the page are found here, all others by ownModel.ts, and what an adapter makes of one by
 * adaptedModel.ts. Knows what can be asked for; knows no run.
 */
import type { ModelFiles } from '../files/folder/modelFiles.ts';
import { wholeFiles } from '../files/folder/wholeFiles.ts';
import type { WeightChunk } from '../files/folder/weightFiles.ts';
import type { BaseModel } from '../files/hub/address.ts';
import { isOurs } from '../files/hub/modelChoice.ts';
import type { ModelStore } from '../files/store/modelStore.ts';
import type { RemoteOptions } from '../files/hub/remoteModel.ts';
import type { Waits } from '../gpu/waits.ts';
import type { ModelConfig } from '../model/config.ts';
import type { ModelTexts } from '../model/source.ts';
import { openModelSource } from '../model/streamedSource.ts';
import type { Models } from '../rl/training/models.ts';
import type { EmbeddedModel, ModelChoice, OpenRequest } from './protocol.ts';

/** Where the models of a session may come from. */
export interface ModelPlaces extends RemoteOptions {
  readonly readFile: (url: string, signal?: AbortSignal) => Promise<Response>;
  /** Opens the store of models of one's own; without it none are stored. */
  readonly openModels?: () => Promise<ModelStore>;
}

/** What weights are loaded into. */
export type Loadable = Pick<Models, 'load' | 'gpu'>;

/** Where the files of a model are, and what it is called. */
export interface Located {
  /** Names the run's checkpoints. */
  readonly key: string;
  /** What to call it. */
  readonly label: string;
  /** How exports name it as the base of what was trained. */
  readonly base: BaseModel;
  readonly files: ModelFiles;
  /** Runs what reads the weights, so that nobody changes or deletes them meanwhile. */
  readonly guarded?: (read: () => Promise<void>) => Promise<void>;
}

/** A model that was looked at and can be run. */
export interface ChosenModel extends Pick<Located, 'key' | 'label' | 'base'> {
  readonly texts: ModelTexts;
  readonly config: ModelConfig;
  /** Brings its weights into the GPU, through one chunk. */
  readonly load: (models: Loadable) => Promise<void>;
}

export interface ChooseOptions {
  /** Whether arithmetic is done without a GPU: `auto` takes the smaller model then. */
  readonly software: boolean;
  readonly signal: AbortSignal;
  /** Bytes of weights (and, of embedded models, of every file), of `total`. */
  readonly onProgress: (done: number, total: number) => void;
}

/** Of the weights that come with the page, by their models. */
const EMBEDDED_LICENSES: Readonly<Record<EmbeddedModel, string>> = {
  'blurbs-tiny': 'cc-by-sa-4.0',
  'blurbs-small': 'cc-by-sa-4.0',
  'excuses-tiny': 'mit',
  stories260k: 'mit',
};
/** What is read of the models that come with it. */
const EMBEDDED_FILES = [
  'config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'prompts.json',
  'model.safetensors',
];
/** Bytes handed to the GPU before it is waited for: the browser holds them until then. */
const IN_FLIGHT = 32 << 20;

type Asked = Pick<OpenRequest, 'model' | 'modelRoot' | 'prompts' | 'chat'>;

/** A choice as an object: a name alone stands for the embedded model of that name. */
export function choiceOf(model: OpenRequest['model']): ModelChoice {
  return typeof model === 'string' ? { kind: 'embedded', name: model } : model;
}

/**
 * Looks at the model that a page asks for; its weights are read by `load`.
 * @throws CheckpointError for a model that cannot be run; the signal's reason when aborted.
 */
export async function chooseModel(
  places: ModelPlaces,
  request: Asked,
  options: ChooseOptions,
): Promise<ChosenModel> {
  const choice = choiceOf(request.model);
  if (choice.kind === 'adapter') {
    const base = await chooseModel(places, { ...request, model: choice.base }, options);
    const { chooseAdapted } = await import('./adaptedModel.ts');
    return chooseAdapted(base, choice, options.signal);
  }
  if (choice.kind === 'embedded') {
    const { prompts, modelRoot } = request;
    const asked = { embedded: isOurs(choice.name), prompts };
    return streamed(embedded(places, choice.name, modelRoot, options), asked, options);
  }
  // Most visits open what comes with the page, and every first visit would wait for the rest.
  const { locate } = await import('./ownModel.ts');
  return streamed(await locate(places, choice, options.signal), request, options);
}

function embedded(
  { readFile }: ModelPlaces,
  name: EmbeddedModel | 'auto',
  modelRoot: string,
  { software, signal, onProgress }: ChooseOptions,
): Located {
  const model = name === 'auto' ? (software ? 'blurbs-tiny' : 'blurbs-small') : name;
  const files = wholeFiles(
    (file, aborted) => readFile(`${modelRoot}${model}/${file}`, aborted),
    isOurs(model) ? EMBEDDED_FILES : [...EMBEDDED_FILES, 'generation_config.json'],
    { signal, onProgress: ({ done, total }) => onProgress(done, total ?? done) },
  );
  return { key: model, label: model, base: { id: model, license: EMBEDDED_LICENSES[model] }, files };
}

async function streamed(
  { key, label, base, files, guarded = (read) => read() }: Located,
  asked: Pick<Asked, 'prompts' | 'chat'> & { readonly embedded?: boolean },
  { signal, onProgress }: ChooseOptions,
): Promise<ChosenModel> {
  const { prompts, chat, embedded } = asked;
  const source = await openModelSource(files, { prompts, chat, embedded, signal });
  const { config, weightBytes } = source;
  const load = (models: Loadable): Promise<void> =>
    guarded(async () => {
      // What was read whole has told of its bytes already.
      const tell = embedded ? undefined : summed(weightBytes, onProgress);
      const chunks = source.weights({ signal, onProgress: tell });
      await models.load(paced(chunks, models.gpu.waits));
      if (!embedded) onProgress(weightBytes, weightBytes);
    });
  return { key, label, base, config, texts: source, load };
}

/** The same chunks, no faster than the GPU takes them. */
async function* paced(
  chunks: AsyncIterable<WeightChunk>,
  waits: Pick<Waits, 'workDone'>,
): AsyncGenerator<WeightChunk, void, undefined> {
  let bytes = 0;
  for await (const chunk of chunks) {
    yield chunk;
    bytes += chunk.values.byteLength;
    if (bytes < IN_FLIGHT) continue;
    bytes = 0;
    await waits.workDone();
  }
}

/** Turns the progress of one file after the other into that of all. */
function summed(
  total: number,
  onProgress: ChooseOptions['onProgress'],
): (progress: { readonly file: string; readonly done: number }) => void {
  const byFile = new Map<string, number>();
  let told = 0;
  return ({ file, done }) => {
    byFile.set(file, done);
    const sum = [...byFile.values()].reduce((all, bytes) => all + bytes, 0);
    // A hundred steps are enough to look at, and the network delivers in thousands.
    if (sum - told < total / 100) return;
    told = sum;
    onProgress(Math.min(sum, total - 1), total);
  };
}
