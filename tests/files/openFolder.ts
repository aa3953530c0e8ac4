/** A model's folder through the loader, with its weights held: what tests compare. */
import type { FileReader, ReadOptions } from '../../src/files/folder/folderFiles.ts';
import { inspectModel, type InspectedModel } from '../../src/files/folder/inspect.ts';
import type { ModelFiles } from '../../src/files/folder/modelFiles.ts';
import { checkFinite, TensorPlaces } from '../../src/files/folder/modelTensors.ts';
import { streamWeights, type WeightStreamOptions } from '../../src/files/folder/weightFiles.ts';
import { wholeFiles } from '../../src/files/folder/wholeFiles.ts';
import type { Safetensors } from '../../src/files/safetensors/safetensors.ts';
import { heldTensors } from '../../src/model/source.ts';
import type { ModelConfig } from '../../src/model/config.ts';

export interface OpenedFolder extends InspectedModel {
  /** Parameters by the engine's names. */
  readonly tensors: Map<string, Float32Array>;
}

/** A folder whose files a reader finds, each read whole as those that come with the page are. */
export function openFolder(read: FileReader, options: ReadOptions = {}): Promise<OpenedFolder> {
  return openPlace(wholeFiles(read, undefined, options), { signal: options.signal });
}

export async function openPlace(place: ModelFiles, options: WeightStreamOptions = {}): Promise<OpenedFolder> {
  const model = await inspectModel(place, options.signal);
  const { config, weights } = model;
  return { ...model, tensors: await heldTensors(streamWeights(place.open, weights, config, options)) };
}

/** The parameters in a parsed weights file, read at once and not streamed: what streaming is compared with. */
export function modelTensors(file: Safetensors, config: ModelConfig): Map<string, Float32Array> {
  const places = new TensorPlaces(config);
  const tensors = new Map<string, Float32Array>();
  for (const entry of file.tensors.values()) {
    const name = places.place(entry, 'the file');
    if (name === null) continue;
    const values = file.readF32(entry.name);
    checkFinite(entry.name, values);
    tensors.set(name, values);
  }
  places.finish('the file');
  if (config.tied) tensors.delete('lm_head.weight');
  return tensors;
}
