/**
 * A language model for the lab in Node: one that comes with the page, or any folder that the page takes, an adapter's too.
 * Knows folders; knows no bench.
 */
import { CheckpointError } from '../files/errors.ts';
import { readAdapter } from '../files/folder/adapterTensors.ts';
import type { Gpu } from '../gpu/device.ts';
import { LabModel } from '../lab/model/labModel.ts';
import { loadBase } from '../lab/model/loadBase.ts';
import { mergedTensors, onBase } from '../model/onBase.ts';
import { loadModelSource } from '../model/source.ts';
import { openModelSource } from '../model/streamedSource.ts';
import { adapterOnDisk } from './adapterFolder.ts';
import { modelFiles, modelOpener } from './modelFiles.ts';
import { isEmbedded, OptionsError } from './options.ts';

/**
 * Opens `root`/`name` on a device.
 * @throws OptionsError for a model that cannot be run, in words
 */
export async function openLabModel(gpu: Gpu, name: string, root = 'public/models'): Promise<LabModel> {
  try {
    return await opened(gpu, name, root);
  } catch (error) {
    if (error instanceof CheckpointError) throw new OptionsError(error.message, { cause: error });
    throw error;
  }
}

async function opened(gpu: Gpu, name: string, root: string): Promise<LabModel> {
  const standing = adapterOnDisk(root, name);
  const folder = standing ? standing.base : name;
  if (folder === null) {
    throw new OptionsError(
      `${name} is an adapter, and its base is not found. Put the base's folder beside it.`,
    );
  }
  const open = standing && modelOpener(root, name);
  if (isEmbedded(folder)) {
    const source = await loadModelSource(modelFiles(root, folder));
    const adapter = open && (await readAdapter(open, source.config));
    const tensors = adapter ? mergedTensors(source.tensors, adapter) : source.tensors;
    const base = await loadBase(gpu, { config: source.config, tensors });
    return new LabModel(base, {
      ...source,
      label: name,
      promptEnd: source.promptSuffix,
      prompts: source.prompts.train,
    });
  }
  const whole = await openModelSource(modelOpener(root, folder));
  const adapter = open && (await readAdapter(open, whole.config));
  const source = adapter ? onBase(whole, adapter) : whole;
  const base = await loadBase(gpu, {
    config: source.config,
    load: (place) => place.load(paced(source.weights(), gpu)),
  });
  return new LabModel(base, {
    ...source,
    label: name,
    promptEnd: source.promptSuffix,
    prompts: source.prompts.train,
  });
}

/** The same chunks, each on the GPU before the next is read: nothing else holds them. */
async function* paced<Chunk>(chunks: AsyncIterable<Chunk>, gpu: Gpu): AsyncGenerator<Chunk, void, undefined> {
  for await (const chunk of chunks) {
    yield chunk;
    await gpu.waits.workDone();
  }
}
