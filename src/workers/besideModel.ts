/**
 * A model that comes with the page, opened a second time on a device of its own: for runs, receipts and experiments beside the
 * page's run. Knows how it is found and loaded; must not know what it is opened for.
 */
import { openGpu, type Gpu } from '../gpu/device.ts';
import { loadFamily } from '../model/family.ts';
import type { Settings } from '../rl/algorithms/settings.ts';
import { Models } from '../rl/training/models.ts';
import { chooseModel, type ChosenModel, type ModelPlaces } from './chosenModel.ts';
import type { EmbeddedModel } from './protocol.ts';

/** Does work on a device of its own, which goes with all that lies on it, however the work ends. */
export async function onOwnDevice<Result>(
  gpu: GPU | undefined,
  work: (gpu: Gpu) => Promise<Result>,
): Promise<Result> {
  const own = await openGpu(gpu);
  try {
    return await work(own);
  } finally {
    own.destroy();
  }
}

/** Looks it up; nobody waits at a bar and nobody stops it but who ends the worker. @throws as {@link chooseModel} */
export function chooseBeside(
  { adapter: { software } }: Gpu,
  places: ModelPlaces,
  request: { readonly model: EmbeddedModel; readonly modelRoot: string },
): Promise<ChosenModel> {
  const { signal } = new AbortController();
  return chooseModel(places, request, { software, signal, onProgress: () => undefined });
}

/** Its weights on the device, as a run by these settings needs them. @throws where memory or a file is missing */
export async function loadBeside(gpu: Gpu, chosen: ChosenModel, settings: Settings): Promise<Models> {
  const { config, texts } = chosen;
  const { tokenizer, promptSuffix, chats } = texts;
  await loadFamily(config.family);
  const models = await gpu.allocate(
    () => new Models(gpu, { config, tokenizer, promptSuffix, chats }, settings),
  );
  await chosen.load(models);
  return models;
}
