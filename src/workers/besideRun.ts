/**
 * A second run beside the page's: from the same rankings, on an embedded model and a device of its own, so that the run on the
 * page, its settings and its rankings stay as they are. Knows runs and models; knows no page.
 */
import type { Gpu } from '../gpu/device.ts';
import type { PreferenceEvent } from '../preferences/event.ts';
import { loadAlgorithm } from '../rl/algorithms/index.ts';
import type { Settings } from '../rl/algorithms/settings.ts';
import type { RunEvent } from '../rl/runs/events.ts';
import { RlhfRun } from '../rl/runs/run.ts';
import { chooseBeside, loadBeside, onOwnDevice } from './besideModel.ts';
import type { ModelPlaces } from './chosenModel.ts';
import type { EmbeddedModel } from './protocol.ts';

/** Across a worker's border it is heard later than it is told. */
export type TellBeside = (event: RunEvent) => void | Promise<void>;

export interface BesideRequest {
  readonly model: EmbeddedModel;
  readonly settings: Settings;
  /** All that it learns from; it is given no more on the way. */
  readonly rankings: readonly PreferenceEvent[];
  readonly iterations: number;
}

/**
 * Comes back when all that was told has been heard.
 * @throws what opening a device or a model throws, or the run; what was told before stands
 */
export function trainBeside(
  places: ModelPlaces & { readonly gpu: GPU | undefined },
  request: BesideRequest,
  modelRoot: string,
  tell: TellBeside,
): Promise<void> {
  return onOwnDevice(places.gpu, (gpu) => train(gpu, places, request, modelRoot, tell));
}

async function train(
  gpu: Gpu,
  places: ModelPlaces,
  { model, settings, rankings, iterations }: BesideRequest,
  modelRoot: string,
  tell: TellBeside,
): Promise<void> {
  const [chosen] = await Promise.all([
    chooseBeside(gpu, places, { model, modelRoot }),
    loadAlgorithm(settings.algorithm),
  ]);
  const models = await loadBeside(gpu, chosen, settings);
  let heard = Promise.resolve();
  const run = new RlhfRun(models, chosen.texts.prompts.train, settings, (event) => {
    heard = Promise.resolve(tell(event));
  });
  run.setPreferences(rankings);
  while (run.iteration < iterations) await run.iterate();
  // They are heard in their order: the last one is enough.
  await heard;
}
