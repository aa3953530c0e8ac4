/**
 * What the experiments' worker serves: the small model that comes with the page on a device of its own, so that the run on the page,
 * its settings and its rankings stay as they are. Knows experiments by their ids; knows no page.
 */
import { adapterName, openGpu } from '../gpu/device.ts';
import { EXPERIMENTS } from '../experiments/index.ts';
import { fitEach, type HeadScores, type ScoredSet } from '../experiments/fitEach.ts';
import { ExperimentPlayer, type Played } from '../experiments/play.ts';
import type { RankingEvent } from '../preferences/event.ts';
import { DEFAULT_SETTINGS } from '../rl/algorithms/settings.ts';
import type { RunEvent } from '../rl/runs/events.ts';
import { trainBeside, type BesideRequest, type TellBeside } from './besideRun.ts';
import { chooseBeside, loadBeside, onOwnDevice } from './besideModel.ts';
import type { ModelPlaces } from './chosenModel.ts';
import type { EmbeddedModel } from './protocol.ts';

/** What an arm tells while it goes on. */
export type TellArm = (arm: string, event: RunEvent) => void;

/** What the head of one log gives to the answers of every set; null where too few of its rankings can be read. */
export type TellScores = (log: number, scores: HeadScores | null) => void | Promise<void>;

/** Answers read of all. */
export type TellRead = (done: number, total: number) => void;

export interface ExperimentApi {
  /**
   * Reads all answers once by that model, fits a head to each log alone and tells how it scores the answers of all sets; see
   * fitEach.ts.
   * @throws what opening a device or a model throws
   */
  fitEach(
    logs: readonly (readonly RankingEvent[])[],
    sets: readonly ScoredSet[],
    model: EmbeddedModel,
    modelRoot: string,
    tell: TellScores,
    read: TellRead,
  ): Promise<void>;
  /** @throws what opening a device or a model throws, or an experiment; a service that failed or was closed is of no more use */
  play(id: string, seed: number, modelRoot: string, tell: TellArm): Promise<Played>;
  /** A run by another method from the page's rankings. @throws as {@link play} */
  train(request: BesideRequest, modelRoot: string, tell: TellBeside): Promise<void>;
}

export interface ExperimentPlaces extends ModelPlaces {
  readonly gpu: GPU | undefined;
}

const MODEL = 'blurbs-tiny';

/** The small model, opened for experiments. */
export async function openPlayer(places: ExperimentPlaces, modelRoot: string): Promise<ExperimentPlayer> {
  const gpu = await openGpu(places.gpu);
  const chosen = await chooseBeside(gpu, places, { model: MODEL, modelRoot });
  const models = await loadBeside(gpu, chosen, DEFAULT_SETTINGS);
  const adapter = adapterName(gpu.adapter);
  return new ExperimentPlayer({ models, prompts: chosen.texts.prompts, model: MODEL, adapter });
}

export class ExperimentService implements ExperimentApi {
  #player: Promise<ExperimentPlayer> | null = null;

  constructor(private readonly places: ExperimentPlaces) {}

  async fitEach(
    logs: readonly (readonly RankingEvent[])[],
    sets: readonly ScoredSet[],
    model: EmbeddedModel,
    modelRoot: string,
    tell: TellScores,
    read: TellRead,
  ): Promise<void> {
    await onOwnDevice(this.places.gpu, async (gpu) => {
      const chosen = await chooseBeside(gpu, this.places, { model, modelRoot });
      const models = await loadBeside(gpu, chosen, DEFAULT_SETTINGS);
      await fitEach(models, logs, sets, { onFitted: tell, onRead: read });
    });
  }

  async play(id: string, seed: number, modelRoot: string, tell: TellArm): Promise<Played> {
    const experiment = EXPERIMENTS.find((one) => one.id === id);
    if (!experiment) throw new Error(`There is no experiment ${id}. Nothing was run.`);
    this.#player ??= openPlayer(this.places, modelRoot);
    return (await this.#player).play(experiment, seed, { tell });
  }

  train(request: BesideRequest, modelRoot: string, tell: TellBeside): Promise<void> {
    return trainBeside(this.places, request, modelRoot, tell);
  }
}
