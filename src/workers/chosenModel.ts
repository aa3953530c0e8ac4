/**
 * From a page's choice of a model to a model that can be run: the embedded ones here, all others by ownModel.ts, and what
 * an adapter makes of one by adaptedModel.ts. Knows what can be asked for; knows no run.
 */
import type { BaseModel } from '../files/hub/address.ts';
import type { ModelStore } from '../files/store/modelStore.ts';
import type { RemoteOptions } from '../files/hub/remoteModel.ts';
import type { ModelConfig } from '../model/config.ts';
import { loadModelSource, type ModelTexts } from '../model/source.ts';
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

/** A model that was looked at and can be run. */
export interface ChosenModel {
  /** Names the run's checkpoints. */
  readonly key: string;
  /** What to call it. */
  readonly label: string;
  /** How exports name it as the base of what was trained. */
  readonly base: BaseModel;
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

/** Of the weights that come with the page. */
const EMBEDDED_LICENSE = 'cc-by-sa-4.0';

type Asked = Pick<OpenRequest, 'model' | 'modelRoot' | 'prompts' | 'chat'>;

/** A choice as an object: a name alone stands for the embedded model of that name. */
export function choiceOf(model: OpenRequest['model']): ModelChoice {
  return typeof model === 'string' ? { kind: 'embedded', name: model } : model;
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
  if (choice.kind === 'adapter') {
    const base = await chooseModel(places, { ...request, model: choice.base }, options);
    const { chooseAdapted } = await import('./adaptedModel.ts');
    return chooseAdapted(base, choice, options.signal);
  }
  // Most visits open what comes with the page, and every first visit would wait for the rest.
  const { chooseOwn } = await import('./ownModel.ts');
  return chooseOwn(places, choice, request, options);
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
  return { key: model, label: model, base: { id: model, license: EMBEDDED_LICENSE }, config, texts, tensors };
}
