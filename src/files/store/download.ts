/**
 * From an address or picked files to a model in the store: looked at first, then copied. Knows remote models,
 * picked files and the store; knows no worker and no page.
 */
import { fillModel, type FillOptions } from './fillModel.ts';
import { inspectModel, type InspectedModel } from '../folder/inspect.ts';
import type { ModelPlan, PlannedFile } from './modelPlan.ts';
import { busy, type ModelStore } from './modelStore.ts';
import { pickedFiles } from '../folder/pickedFiles.ts';
import { findRemoteModel, type FileVersion, type RemoteOptions } from '../hub/remoteModel.ts';
import type { WeightFile } from '../folder/weightFiles.ts';
import { addressLabel, type RemoteAddress } from '../hub/address.ts';
import { addressId, filesId, type StoredModel } from './storedModel.ts';

export interface StoreOptions extends FillOptions {
  /** Told of each file that is looked at before anything is stored. */
  readonly onCheck?: (file: string) => void;
  /** A last look at the model before anything is stored; throws to refuse it. */
  readonly check?: (model: InspectedModel) => void;
}

/**
 * Fetches a model into the store, or goes on with it.
 * @throws see findRemoteModel, inspectModel and fillModel; CheckpointError while another tab does the same.
 */
export function storeRemoteModel(
  store: ModelStore,
  address: RemoteAddress,
  options: StoreOptions & RemoteOptions = {},
): Promise<StoredModel> {
  const { signal, onCheck, check, fetch, retry, headers } = options;
  const id = addressId(address);
  return alone(store, id, addressLabel(address), options, async () => {
    const remote = await findRemoteModel(address, { fetch, retry, headers }, signal);
    const model = await inspectModel(remote.files, signal, onCheck);
    check?.(model);
    const weights: PlannedFile[] = [];
    for (const weightFile of model.weights) {
      onCheck?.(weightFile.file);
      weights.push({ ...planned(weightFile), ...(await remote.version(weightFile.file, signal)) });
    }
    const { files, ...rest } = remote;
    return { ...rest, ...planOf(model), open: files.open, id, source: address, weights };
  });
}

/**
 * Copies picked files into the store, or goes on with it; files that are no part of a model are left out.
 * @throws see inspectModel and fillModel; CheckpointError while another tab does the same.
 */
export function storePickedFiles(
  store: ModelStore,
  files: readonly File[],
  label: string,
  options: StoreOptions = {},
): Promise<StoredModel> {
  const { signal, onCheck, check } = options;
  const id = filesId(label, files);
  return alone(store, id, label, options, async () => {
    const picked = pickedFiles(files);
    const model = await inspectModel(picked, signal, onCheck);
    check?.(model);
    const weights = model.weights.map((file) => ({ ...planned(file), ...UNKNOWN }));
    const { open } = picked;
    return { ...planOf(model), id, label, source: { kind: 'files' }, commit: null, weights, open };
  });
}

const UNKNOWN: FileVersion = { sha256: null, etag: null, modified: null };

function planOf({ architecture, parameters, files }: InspectedModel) {
  return { architecture, parameters, small: files };
}

function planned({ file, size, header }: WeightFile) {
  return { name: file, totalBytes: size, tensors: [...header.tensors.values()] };
}

/** Plans and fills while no other tab does; a model that is refused leaves nothing behind. */
async function alone(
  store: ModelStore,
  id: string,
  label: string,
  options: FillOptions,
  plan: () => Promise<ModelPlan>,
): Promise<StoredModel> {
  const done = await store.storage.locked(id, 'exclusive', async () => {
    await fillModel(store.storage, await plan(), options);
  });
  if (!done) throw busy(label, 'Nothing was changed.');
  return (await store.find(id))!;
}
