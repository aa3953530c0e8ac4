/**
 * What exists once a session is open: the run with the hand on its loop and what saves it, and what the page is told of
 * these two. What the run itself tells needs nobody here. Knows the protocol; knows no call of the page.
 */
import { adapterName } from '../gpu/device.ts';
import { GpuLostError } from '../gpu/errors.ts';
import { Comparator } from '../rl/runs/compare.ts';
import { contextLength } from '../rl/training/models.ts';
import { TrainingLoop, type LoopHooks } from './loop.ts';
import { COMPILING, type OpenedRun } from './opening.ts';
import type { PageEvents } from './pageEvents.ts';
import { PartWatch } from './partWatch.ts';
import type { BroughtRewardInfo, SessionInfo } from './protocol.ts';
import { Saver, type SavedRuns } from './saver.ts';

export interface Opened extends OpenedRun {
  readonly loop: TrainingLoop;
  readonly comparator: Comparator;
  readonly saver: Saver;
  readonly parts: PartWatch;
  readonly events: PageEvents;
}

/** Where the browser keeps nothing, a run is in memory, where it is already. */
const NOTHING_KEPT: SavedRuns = {
  save: () => Promise.resolve(),
  clear: () => Promise.resolve(),
  kept: () => Promise.resolve(null),
};

/**
 * Takes a run in hand.
 * @param now milliseconds, for pacing saves
 */
export function inHand(
  opened: OpenedRun,
  events: PageEvents,
  now: () => number,
  onFailure: LoopHooks['onFailure'],
): Opened {
  const { run, models, checkpoints, lasting } = opened;
  // What a reload would not find again need not be kept twice in memory either.
  const saver = new Saver(
    lasting ? checkpoints : NOTHING_KEPT,
    run,
    now,
    (iteration) => events.tell({ type: 'saved', iteration, lasting }),
    (error) => events.failure(error, run.iteration),
  );
  checkpoints.onChanged = (message) => events.tell({ type: 'warning', message });
  const loop = new TrainingLoop(run, {
    afterStage: (occasion) => saver.save(occasion),
    onPlaying: (running) => events.tell({ type: 'running', running }),
    onFailure,
  });
  models.gpu.pipelines.onProgress = (ready, asked) => events.progress(COMPILING, ready, asked);
  opened.tuning?.begin(() => loop.playing || run.turns.busy);
  const comparator = new Comparator(models, run.rewards, run.turns);
  return { ...opened, loop, comparator, saver, parts: new PartWatch(run), events };
}

/** @param warning what was found in storage and could not be used */
export async function sessionInfo(opened: OpenedRun, warning: string | null): Promise<SessionInfo> {
  const { areRestaurants } = await import('../tastes/restaurants.ts');
  const { gpu, kernels, source, model, modelLabel, models, run } = opened;
  const { software } = gpu.adapter;
  return {
    model,
    modelLabel,
    parameters: models.reference.layout.parameters,
    adapter: adapterName(gpu.adapter),
    softwareAdapter: software,
    kernels,
    prompts: source.prompts,
    reading: {
      chats: source.chats,
      tokens: source.tokens,
      context: contextLength(models.config, run.settings.contextLength),
      template: source.template,
      restaurants: areRestaurants([...source.prompts.train, ...source.prompts.heldOut]),
    },
    iteration: run.iteration,
    history: run.history,
    agreement: run.agreement,
    baseUtility: run.baseUtility,
    reward: broughtInto(run),
    warning,
  };
}

/** The reward model that was brought into a run; null where none was. */
export function broughtInto({ rewards: { taken } }: OpenedRun['run']): BroughtRewardInfo | null {
  return taken && { name: taken.name, sha256: taken.sha256 };
}

export function lostError(info: GPUDeviceLostInfo): GpuLostError {
  return new GpuLostError(
    `The GPU was lost (${info.reason}: ${info.message}). Every ranking and the last saved checkpoint are kept. Restart from the last checkpoint to go on.`,
  );
}
