/**
 * A worker that does one thing beside the page's run, on a device of its own, and is ended when that is done or nobody waits
 * for it any more. Knows comlink; knows nothing of what is done.
 */
import { wrap, type Remote } from 'comlink';

export interface Beside<Api> {
  /** Starts a worker and calls it. Rejects with what went wrong, in words, or with an AbortError after {@link close}. */
  readonly run: <Result>(call: (api: Remote<Api>) => Promise<Result>) => Promise<Result>;
  /** Ends what is under way, and the worker with its device. The next call starts another. */
  readonly close: () => void;
}

/** @param what it is, as a sentence begins: "The experiment" */
export function beside<Api>(spawn: () => Worker, what: string): Beside<Api> {
  let end: (() => void) | null = null;
  const close = () => {
    end?.();
    end = null;
  };
  return {
    async run(call) {
      close();
      const worker = spawn();
      const ended = new Promise<never>((_, reject) => {
        end = () => {
          worker.terminate();
          reject(new DOMException(`${what} was stopped.`, 'AbortError'));
        };
        worker.addEventListener('error', ({ message }) =>
          reject(new Error(`${what} ended early. ${message} Nothing of your run was touched; run it again.`)),
        );
      });
      try {
        return await Promise.race([call(wrap<Api>(worker)), ended]);
      } finally {
        worker.terminate();
      }
    },
    close,
  };
}
