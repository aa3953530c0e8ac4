/**
 * Models of one's own: where their files are, and a look at them. Loaded when one is asked for. Knows where models lie; knows
 * no run.
 */
import { readAdapter, refuseOtherBase } from '../files/folder/adapterTensors.ts';
import { MARKED_NUMBERS, markedParameters } from '../files/folder/baseMark.ts';
import { inspectModel, type InspectedModel } from '../files/folder/inspect.ts';
import type { ModelFiles } from '../files/folder/modelFiles.ts';
import { unusableModel } from '../files/errors.ts';
import { busy } from '../files/store/modelStore.ts';
import { pickedFiles } from '../files/folder/pickedFiles.ts';
import { findRemoteModel } from '../files/hub/remoteModel.ts';
import { baseOf } from '../files/hub/address.ts';
import { isOurs } from '../files/hub/modelChoice.ts';
import { addressId, filesId } from '../files/store/storedModel.ts';
import { readStart } from '../files/folder/weightStart.ts';
import type { ModelConfig } from '../files/config/modelConfig.ts';
import { mergedNumbers } from '../model/onBase.ts';
import { openModelSource, type StreamedSource } from '../model/streamedSource.ts';
import type { Located, ModelPlaces } from './chosenModel.ts';
import type { AskedOfModel } from './modelsProtocol.ts';
import type { AdapterChoice, ModelChoice } from './protocol.ts';

/** All but the models that come with the page, and what adapters make of any. */
export type OwnChoice = Exclude<ModelChoice, { readonly kind: 'embedded' | 'adapter' }>;

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
    await readAdapter(pickedFiles(choice.files).open, base.config);
    return base;
  }
  const place = await filesOf(places, choice, modelRoot);
  return openModelSource(
    place,
    choice.kind === 'embedded' ? { embedded: isOurs(choice.name), prompts: asked.prompts } : asked,
  );
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
      : await checkedBase(await filesOf(places, base, modelRoot));
  const adapter = await readAdapter(pickedFiles(files).open, below.config);
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

async function checkedBase(place: ModelFiles): Promise<CheckedBase> {
  const { config, weights } = await inspectModel(place);
  return { config, start: (parameter) => readStart(place.open, weights, parameter, MARKED_NUMBERS) };
}

async function filesOf(
  places: Omit<ModelPlaces, 'readFile'>,
  choice: Exclude<ModelChoice, AdapterChoice>,
  modelRoot: string,
): Promise<ModelFiles> {
  return (await locate(places, choice.kind === 'embedded' ? embeddedPlace(choice, modelRoot) : choice)).files;
}

/** Where a model that comes with the page lies. Both sizes of blurbs read and ask the same. */
export function embeddedPlace(
  { name }: Extract<ModelChoice, { readonly kind: 'embedded' }>,
  modelRoot: string,
): OwnChoice {
  const url = modelRoot + (name === 'auto' ? 'blurbs-small' : name);
  return { kind: 'remote', address: { kind: 'url', url } };
}

/**
 * Looks at a model of one's own, its weights' headers too, and not at what it will be asked.
 * @throws CheckpointError for a model that cannot be run.
 */
export async function inspectOwn(
  places: Omit<ModelPlaces, 'readFile'>,
  choice: OwnChoice,
): Promise<InspectedModel> {
  return inspectModel((await locate(places, choice)).files);
}

/**
 * Finds the files of a model of one's own.
 * @throws CheckpointError where there are none
 */
export async function locate(
  places: Omit<ModelPlaces, 'readFile'>,
  choice: OwnChoice,
  signal?: AbortSignal,
): Promise<Located> {
  switch (choice.kind) {
    case 'files': {
      const { label, files } = choice;
      return { key: filesId(label, files), label, base: { id: label }, files: pickedFiles(files) };
    }
    case 'remote': {
      const { label, files } = await findRemoteModel(choice.address, places, signal);
      return { key: addressId(choice.address), label, base: baseOf(choice.address, label), files };
    }
    case 'stored': {
      const store = await places.openModels?.();
      if (!store) throw unusableModel('There is no storage for models here.');
      const { id } = choice;
      const { label, source, files } = await store.open(id);
      return {
        key: id,
        label,
        base: baseOf(source, label),
        files,
        async guarded(read) {
          if (!(await store.storage.locked(id, 'shared', read))) throw busy(label, 'Nothing was loaded.');
        },
      };
    }
  }
}
