/** The page's end of the experiments' worker: starts it with the first experiment, and ends it. Knows comlink; knows no experiment. */
import { proxy } from 'comlink';
import type { ScoredSet } from '../experiments/fitEach.ts';
import type { Played } from '../experiments/play.ts';
import type { RankingEvent } from '../preferences/event.ts';
import type { Listen } from '../rl/runs/events.ts';
import { beside } from './beside.ts';
import type { BesideRequest } from './besideRun.ts';
import type { ExperimentApi, TellArm, TellRead, TellScores } from './experimentService.ts';
import { embeddedRoot } from './labClient.ts';
import type { EmbeddedModel } from './protocol.ts';

export interface ExperimentLink {
  /** Rejects with what went wrong, in words, or with an AbortError after {@link close}. */
  play(id: string, seed: number, tell: TellArm): Promise<Played>;
  /** A head of each log alone, on the states of that model; see ExperimentApi. Rejects as {@link play}. */
  fitEach(
    logs: readonly (readonly RankingEvent[])[],
    sets: readonly ScoredSet[],
    model: EmbeddedModel,
    tell: TellScores,
    read: TellRead,
  ): Promise<void>;
  /** Trains a run of its own, and tells of it. Rejects as {@link play}. */
  train(request: BesideRequest, tell: Listen): Promise<void>;
  /** Ends what plays, and the worker with its device. The next call starts another. */
  close(): void;
}

export function connectExperiments(spawn: () => Worker = experimentWorker): ExperimentLink {
  const { run, close } = beside<ExperimentApi>(spawn, 'The experiment');
  return {
    play: (id, seed, tell) => run((api) => api.play(id, seed, embeddedRoot(), proxy(tell))),
    fitEach: (logs, sets, model, tell, read) =>
      run((api) => api.fitEach(logs, sets, model, embeddedRoot(), proxy(tell), proxy(read))),
    train: (request, tell) => run((api) => api.train(request, embeddedRoot(), proxy(tell))),
    close,
  };
}

function experimentWorker(): Worker {
  return new Worker(new URL('./experiment.worker.ts', import.meta.url), { type: 'module' });
}
