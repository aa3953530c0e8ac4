/** The page's end of the experiments' worker: starts it with the first experiment, and ends it. Knows comlink; knows no experiment. */
import { proxy, wrap } from 'comlink';
import type { Played } from '../experiments/play.ts';
import type { ExperimentApi, TellArm } from './experimentService.ts';
import { embeddedRoot } from './labClient.ts';

export interface ExperimentLink {
  /** Rejects with what went wrong, in words, or with an AbortError after {@link close}. */
  play(id: string, seed: number, tell: TellArm): Promise<Played>;
  /** Ends what plays, and the worker with its device. The next call starts another. */
  close(): void;
}

export function connectExperiments(spawn: () => Worker = experimentWorker): ExperimentLink {
  let end: (() => void) | null = null;
  const close = () => {
    end?.();
    end = null;
  };
  return {
    async play(id, seed, tell) {
      close();
      const worker = spawn();
      const ended = new Promise<never>((_, reject) => {
        end = () => {
          worker.terminate();
          reject(new DOMException('The experiment was stopped.', 'AbortError'));
        };
        worker.addEventListener('error', ({ message }) =>
          reject(
            new Error(
              `The experiment ended early. ${message} Nothing of your run was touched; run it again.`,
            ),
          ),
        );
      });
      const api = wrap<ExperimentApi>(worker);
      try {
        return await Promise.race([api.play(id, seed, embeddedRoot(), proxy(tell)), ended]);
      } finally {
        worker.terminate();
      }
    },
    close,
  };
}

function experimentWorker(): Worker {
  return new Worker(new URL('./experiment.worker.ts', import.meta.url), { type: 'module' });
}
