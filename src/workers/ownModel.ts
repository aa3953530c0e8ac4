/**
 * Models of one's own: where their files are, a look at them, and their weights on the way into the GPU. Loaded when
 * one is asked for. Knows where models lie; knows no run.
 */
import { readAdapter, refuseOtherBase } from '../files/folder/adapterTensors.ts';
import { MARKED_NUMBERS, markedParameters } from '../files/folder/baseMark.ts';
import { inspectModel, type InspectedModel } from '../files/folder/inspect.ts';
import { unusableModel } from '../files/errors.ts';
import { busy } from '../files/store/modelStore.ts';
import { pickedOpener } from '../files/folder/pickedFiles.ts';
import { findRemoteModel } from '../files/hub/remoteModel.ts';
import { baseOf, type BaseModel } from '../files/hub/address.ts';
import { addressId, filesId } from '../files/store/storedModel.ts';
import { readStart, type SourceOpener, type WeightChunk } from '../files/folder/weightFiles.ts';
import type { ModelConfig } from '../files/config/modelConfig.ts';
import type { Waits } from '../gpu/waits.ts';
import { mergedNumbers } from '../model/onBase.ts';
import { openModelSource, type StreamedSource } from '../model/streamedSource.ts';
import type { ChooseOptions, ChosenModel, Loadable, ModelPlaces } from './chosenModel.ts';
import type { AskedOfModel } from './modelsProtocol.ts';
import type { AdapterChoice, ModelChoice } from './protocol.ts';

/** All but the models that come with the page, and what adapters make of any. */
export type OwnChoice = Exclude<ModelChoice, { readonly kind: 'embedded' | 'adapter' }>;

/** Bytes handed to the GPU before it is waited for: the browser holds them until then. */
const IN_FLIGHT = 32 << 20;

/** Where the files of a model are that is read piece by piece. */
interface Located {
  readonly key: string;
  readonly label: string;
  readonly base: BaseModel;
  readonly open: SourceOpener;
  /** The SHA-256 that a weights file must have, where somebody says. */
  readonly hash: (file: string) => Promise<string | null>;
  /** Runs what reads the weights, so that nobody changes or deletes them meanwhile. */
  readonly guarded: (read: () => Promise<void>) => Promise<void>;
}

/**
 * Looks at a model of one's own; its weights are read by `load`.
 * @throws CheckpointError for a model that cannot be run; the signal's reason when aborted.
 */
export async function chooseOwn(
  places: ModelPlaces,
  choice: OwnChoice,
  asked: AskedOfModel,
  options: ChooseOptions,
): Promise<ChosenModel> {
  return streamed(await locate(places, choice, options.signal), asked, options);
}

/**
 * Looks at any model without reading its weights; an adapter's, which are few, are read.
 * @throws CheckpointError for a model that cannot be run.
 */
export async function inspectChoice(
  places: Omit<ModelPlaces, 'readFile'>,
  choice: ModelChoice,
  modelRoot: string,
  asked: AskedOfModel,
): Promise<StreamedSource> {
  if (choice.kind === 'adapter') {
    const base = await inspectChoice(places, choice.base, modelRoot, asked);
    await readAdapter(pickedOpener(choice.files), base.config);
    return base;
  }
  if (choice.kind === 'embedded') return openModelSource(await openerOf(places, choice, modelRoot));
  const open = await openerOf(places, choice, modelRoot);
  return openModelSource(open, asked);
}

/**
 * Whether an adapter fits its base, of which a few numbers are read at most.
 * @returns what it makes of the base
 * @throws CheckpointError where it does not, with why
 */
export async function checkAdapter(
  places: Omit<ModelPlaces, 'readFile'>,
  { base, files }: AdapterChoice,
  modelRoot: string,
): Promise<CheckedBase> {
  const below =
    base.kind === 'adapter'
      ? await checkAdapter(places, base, modelRoot)
      : await checkedBase(await openerOf(places, base, modelRoot));
  const adapter = await readAdapter(pickedOpener(files), below.config);
  if (adapter.mark !== null) {
    const starts = new Map<string, Float32Array>();
    for (const name of markedParameters(adapter.products.keys())) starts.set(name, await below.start(name));
    refuseOtherBase(adapter, starts);
  }
  const start = async (name: string) =>
    mergedNumbers({ name, start: 0, values: await below.start(name) }, adapter);
  return { config: below.config, start };
}

/** A model that an adapter was found to fit, or may be put on. */
interface CheckedBase {
  readonly config: ModelConfig;
  /** The first numbers of a parameter, those that a mark is made of. */
  readonly start: (parameter: string) => Promise<Float32Array>;
}

async function checkedBase(open: SourceOpener): Promise<CheckedBase> {
  const { config, weights } = await inspectModel(open);
  return { config, start: (parameter) => readStart(open, weights, parameter, MARKED_NUMBERS) };
}

async function openerOf(
  places: Omit<ModelPlaces, 'readFile'>,
  choice: Exclude<ModelChoice, AdapterChoice>,
  modelRoot: string,
): Promise<SourceOpener> {
  if (choice.kind !== 'embedded') return (await locate(places, choice)).open;
  const name = choice.name === 'auto' ? 'blurbs-small' : choice.name;
  return (await findRemoteModel({ kind: 'url', url: modelRoot + name }, places)).open;
}

/**
 * Looks at a model of one's own, its weights' headers too, and not at what it will be asked.
 * @throws CheckpointError for a model that cannot be run.
 */
export async function inspectOwn(
  places: Omit<ModelPlaces, 'readFile'>,
  choice: OwnChoice,
): Promise<InspectedModel> {
  return inspectModel((await locate(places, choice)).open);
}

async function locate(
  places: Omit<ModelPlaces, 'readFile'>,
  choice: OwnChoice,
  signal?: AbortSignal,
): Promise<Located> {
  const unguarded = (read: () => Promise<void>) => read();
  switch (choice.kind) {
    case 'files': {
      const { label, files } = choice;
      const hash = () => Promise.resolve(null);
      return {
        key: filesId(label, files),
        label,
        base: { id: label },
        open: pickedOpener(files),
        hash,
        guarded: unguarded,
      };
    }
    case 'remote': {
      const remote = await findRemoteModel(choice.address, places, signal);
      const hash = async (file: string) => (await remote.version(file, signal)).sha256;
      const { label, open } = remote;
      const base = baseOf(choice.address, label);
      return { key: addressId(choice.address), label, base, open, hash, guarded: unguarded };
    }
    case 'stored': {
      const store = await places.openModels?.();
      if (!store) throw unusableModel('There is no storage for models here.');
      const { id } = choice;
      const { label, source, open, sha256 } = await store.open(id);
      return {
        key: id,
        label,
        base: baseOf(source, label),
        open,
        hash: (file) => Promise.resolve(sha256.get(file) ?? null),
        async guarded(read) {
          if (!(await store.storage.locked(id, 'shared', read))) throw busy(label, 'Nothing was loaded.');
        },
      };
    }
  }
}

async function streamed(
  { key, label, base, open, hash, guarded }: Located,
  { prompts, chat }: AskedOfModel,
  { signal, onProgress }: ChooseOptions,
): Promise<ChosenModel> {
  const source = await openModelSource(open, { prompts, chat, signal });
  const { config, weightFiles, weightBytes } = source;
  const sha256 = new Map<string, string>();
  for (const file of weightFiles) {
    const known = await hash(file);
    if (known) sha256.set(file, known);
  }
  const load = (models: Loadable): Promise<void> =>
    guarded(async () => {
      const tell = summed(weightBytes, onProgress);
      const chunks = source.weights({ sha256, signal, onProgress: ({ file, done }) => tell(file, done) });
      await models.load(paced(chunks, models.gpu.waits));
      onProgress(weightBytes, weightBytes);
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
