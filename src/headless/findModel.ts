/**
 * Where the model of a headless command is: a folder on disk, or a name on a hub or a web address, from which it is fetched
 * once by the page's own code into a folder of models and goes on after a stop. Below an adapter its base is found as well.
 * Knows places; reads no weight and knows no run.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { CheckpointError } from '../files/errors.ts';
import { ADAPTER_CONFIG } from '../files/folder/adapterFolder.ts';
import { readAdapterConfig } from '../files/folder/adapterTensors.ts';
import type { ModelFiles } from '../files/folder/modelFiles.ts';
import { isNotAlone } from '../files/folder/notAlone.ts';
import { addressLabel, type RemoteAddress } from '../files/hub/address.ts';
import { findRemoteModel, type RemoteOptions } from '../files/hub/remoteModel.ts';
import { openDiskModels } from '../files/store/diskModels.ts';
import { storeRemoteModel } from '../files/store/download.ts';
import type { FillProgress } from '../files/store/fillModel.ts';
import { ModelStore } from '../files/store/modelStore.ts';
import { addressId } from '../files/store/storedModel.ts';
import { diskFiles } from './modelFiles.ts';
import { addressOf, missingBase, noAdapter } from './modelNames.ts';
import { isEmbedded, OptionsError, type HeadlessOptions } from './options.ts';

export interface FoundModel {
  /** Below an adapter, its base's. */
  readonly files: ModelFiles;
  /** Whether it is one of those that come with the page. */
  readonly embedded: boolean;
  /** Of an adapter that stands on it; null without one. */
  readonly adapter: ModelFiles | null;
}

/** What says where models are, and how servers are asked. */
export type ModelPlaces = Pick<HeadlessOptions, 'modelRoot' | 'hub' | 'cache'> & RemoteOptions;

/**
 * Finds the model that is named, and fetches it where it is not here yet.
 * @param base the name of what an adapter stands on; null where it is looked for by the name that the adapter gives
 * @param log told what is fetched, and how much of it is here
 * @throws OptionsError in words for what is nowhere, or cannot be fetched
 */
export async function findModel(
  places: ModelPlaces,
  model: string,
  base: string | null,
  log: (line: string) => void,
): Promise<FoundModel> {
  const { modelRoot, hub } = places;
  const address = addressOf(modelRoot, model, hub);
  if (address === null) {
    if (base === null) return onDisk(places, model);
    return { ...(await whole(places, base, log)), adapter: diskFiles(modelRoot, model) };
  }
  const adapter = await inWords(remoteAdapter(places, address), notOnDisk(modelRoot, model));
  if (adapter === null) {
    if (base !== null) throw noAdapter(model);
    return whole(places, model, log);
  }
  return { ...(await whole(places, base ?? (await baseNamed(places, adapter, model)), log)), adapter };
}

/**
 * The files of a reward model that is named, which are read where they are.
 * @throws OptionsError for what is nowhere
 */
export async function findReward(places: ModelPlaces, name: string): Promise<ModelFiles> {
  const { modelRoot, hub } = places;
  const address = addressOf(modelRoot, name, hub);
  if (address === null) return diskFiles(modelRoot, name);
  return (await inWords(findRemoteModel(address, remoteOf(places)), notOnDisk(modelRoot, name))).files;
}

function onDisk({ modelRoot }: ModelPlaces, model: string): FoundModel {
  return { files: diskFiles(modelRoot, model), embedded: isEmbedded(model), adapter: null };
}

async function whole(places: ModelPlaces, name: string, log: (line: string) => void): Promise<FoundModel> {
  const address = addressOf(places.modelRoot, name, places.hub);
  if (address === null) return onDisk(places, name);
  const files = await inWords(fetched(places, address, log));
  return { files, embedded: false, adapter: null };
}

/** A model that was fetched before, or is now. A branch is asked for once: a run repeats as long as its folder stays. */
async function fetched(
  places: ModelPlaces,
  address: RemoteAddress,
  log: (line: string) => void,
): Promise<ModelFiles> {
  const { cache } = places;
  const { store, id } = storedAt(places, address);
  const label = addressLabel(address);
  const folder = resolve(cache, id);
  if ((await store.find(id))?.complete) {
    log(`${label} was fetched before and lies in ${folder}; delete that folder to fetch it anew`);
  } else {
    log(`Fetching ${label} to ${folder}`);
    await storeRemoteModel(store, address, { ...remoteOf(places), onProgress: tenths(log) });
  }
  return (await store.open(id)).files;
}

/** A line for every tenth of a model that has come. */
function tenths(log: (line: string) => void): (progress: FillProgress) => void {
  let told = 0;
  return ({ stage, done, total }) => {
    const tenth = Math.floor((10 * done) / Math.max(1, total));
    if (stage !== 'copy' || tenth <= told) return;
    told = tenth;
    log(`  ${tenth * 10} % of ${(total / 1e6).toFixed(1)} MB`);
  };
}

/** The files of an adapter at an address; null where a whole model is. @throws CheckpointError where neither is */
async function remoteAdapter(places: ModelPlaces, address: RemoteAddress): Promise<ModelFiles | null> {
  const { store, id } = storedAt(places, address);
  // What was fetched before is asked of no server.
  if ((await store.find(id))?.complete) return null;
  try {
    await findRemoteModel(address, remoteOf(places));
    return null;
  } catch (error) {
    if (!isNotAlone(error)) throw error;
    return (await findRemoteModel(address, remoteOf(places), undefined, ADAPTER_CONFIG)).files;
  }
}

function storedAt({ cache }: ModelPlaces, address: RemoteAddress) {
  return { store: new ModelStore(openDiskModels(cache)), id: addressId(address) };
}

function remoteOf({ fetch, retry, headers }: ModelPlaces): RemoteOptions {
  return { fetch, retry, headers };
}

/** The outcome of looking on the network. @throws OptionsError for what is wrong there */
async function inWords<Found>(looking: Promise<Found>, besides = ''): Promise<Found> {
  try {
    return await looking;
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    throw new OptionsError(error.message + besides, { cause: error });
  }
}

/** What is said besides of a name that may have been meant for a folder. */
function notOnDisk(root: string, name: string): string {
  return URL.canParse(name) ? '' : ` There is no folder ${resolve(root, name)} either.`;
}

/** What an adapter's settings name as its base, which peft fetches as well. */
async function baseNamed(
  { modelRoot, hub }: ModelPlaces,
  adapter: ModelFiles,
  model: string,
): Promise<string> {
  const { config } = await inWords(readAdapterConfig(adapter.open));
  const { base, revision } = config;
  const found = base !== null && (addressOf(modelRoot, base, hub) ?? existsSync(resolve(modelRoot, base)));
  if (!found) throw missingBase(model, base);
  return revision === null ? base : `${base}@${revision}`;
}
