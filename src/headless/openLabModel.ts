/**
 * A language model for the lab in Node: one that comes with the page, or any folder that the page takes, an adapter's too.
 * Knows folders; knows no bench.
 */
import { CheckpointError } from '../files/errors.ts';
import { readAdapter } from '../files/folder/adapterTensors.ts';
import type { Gpu } from '../gpu/device.ts';
import { LearningModel } from '../lab/model/learningModel.ts';
import { loadBase } from '../lab/model/loadBase.ts';
import { onBase } from '../model/onBase.ts';
import { openModelSource } from '../model/streamedSource.ts';
import { findModel, type ModelPlaces } from './findModel.ts';
import { baseOnDisk } from './modelNames.ts';
import { paced } from './openModel.ts';
import { CACHE, OptionsError } from './options.ts';
import { DEFAULT_HOST } from '../files/hub/address.ts';

/**
 * Opens `root`/`name` on a device.
 * @throws OptionsError for a model that cannot be run, in words
 */
export async function openLabModel(gpu: Gpu, name: string, root = 'public/models'): Promise<LearningModel> {
  try {
    return await opened(gpu, name, { modelRoot: root, hub: DEFAULT_HOST, cache: CACHE });
  } catch (error) {
    if (error instanceof CheckpointError) throw new OptionsError(error.message, { cause: error });
    throw error;
  }
}

async function opened(gpu: Gpu, name: string, places: ModelPlaces): Promise<LearningModel> {
  const log = (): undefined => undefined;
  const {
    files,
    embedded,
    adapter: on,
  } = await findModel(places, name, baseOnDisk(places.modelRoot, name, undefined), log);
  const whole = await openModelSource(files, { embedded });
  const adapter = on && (await readAdapter(on.open, whole.config));
  const source = adapter ? onBase(whole, adapter) : whole;
  const base = await loadBase(gpu, {
    config: source.config,
    load: (place) => place.load(paced(source.weights(), gpu)),
  });
  return new LearningModel(gpu, base, {
    ...source,
    label: name,
    promptEnd: source.promptSuffix,
    prompts: source.prompts.train,
  });
}
