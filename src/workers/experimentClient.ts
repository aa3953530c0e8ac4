/** The page's end of the experiments' worker: starts it with the first experiment, and ends it. Knows comlink; knows no experiment. */
import { proxy, wrap, type Remote } from 'comlink';
import type { Played, ScoredSet } from '../experiments/play.ts';
import type { RankingEvent } from '../preferences/event.ts';
import type { ExperimentApi, TellArm, TellScores } from './experimentService.ts';
import { embeddedRoot } from './labClient.ts';

export interface ExperimentLink {
  /** Rejects with what went wrong, in words, or with an AbortError after {@link close}. */
  play(id: string, seed: number, tell: TellArm): Promise<Played>;
  /** A reward model of each log alone; see ExperimentApi. Rejects as {@link play}. */
  fitEach(
    logs: readonly (readonly RankingEvent[])[],
    sets: readonly ScoredSet[],
    tell: TellScores,
  ): Promise<void>;
  /** Ends what plays, and the worker with its device. The next call starts another. */
  close(): void;
}

export function connectExperiments(spawn: () => Worker = experimentWorker): ExperimentLink {
  let end: (() => void) | null = null;
  const close = () => {
    end?.();
    end = null;
  };
  const alone = async <Result>(call: (api: Remote<ExperimentApi>) => Promise<Result>): Promise<Result> => {
    close();
    const worker = spawn();
    const ended = new Promise<never>((_, reject) => {
      end = () => {
        worker.terminate();
        reject(new DOMException('The experiment was stopped.', 'AbortError'));
      };
      worker.addEventListener('error', ({ message }) =>
        reject(
          new Error(`The experiment ended early. ${message} Nothing of your run was touched; run it again.`),
        ),
      );
    });
    try {
      return await Promise.race([call(wrap<ExperimentApi>(worker)), ended]);
    } finally {
      worker.terminate();
    }
  };
  return {
    play: (id, seed, tell) => alone((api) => api.play(id, seed, embeddedRoot(), proxy(tell))),
    fitEach: (logs, sets, tell) => alone((api) => api.fitEach(logs, sets, embeddedRoot(), proxy(tell))),
    close,
  };
}

function experimentWorker(): Worker {
  return new Worker(new URL('./experiment.worker.ts', import.meta.url), { type: 'module' });
}
