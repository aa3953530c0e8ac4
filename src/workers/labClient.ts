/**
 * The page's end of the lab's worker: starts it with the first model that a bench opens, wraps its calls, ends it. Knows
 * comlink and the protocol; knows no bench and no model.
 */
import { proxy, releaseProxy, wrap, type Remote } from 'comlink';
import type { CallHooks, LanguageModel } from '../lab/model/languageModel.ts';
import type { SequenceModel } from '../lab/sequences/sequenceModel.ts';
import type { LabLink, LabProgress, LabWorkerApi } from './labProtocol.ts';

/** A worker that runs, and the way to hear of its end. */
interface Spawned {
  readonly remote: Remote<LabWorkerApi>;
  readonly ended: Promise<never>;
  /** Whether it can be called: not any more, once it was ended. */
  readonly alive: () => boolean;
  end(why: string): void;
}

/** Where the models that come with the page live. */
export const embeddedRoot = (): string =>
  new URL('models/', new URL(import.meta.env.BASE_URL, location.href)).href;

/** The lab's worker, which is not started before a model is opened. */
export function connectLab(spawn: () => Worker = labWorker): LabLink {
  let spawned: Spawned | null = null;
  let open: { readonly key: string; readonly model: LanguageModel } | null = null;
  const close = (why = 'The lab was closed.') => {
    spawned?.end(why);
    spawned = null;
    open = null;
  };
  return {
    async open(request, hooks = {}) {
      const key = JSON.stringify(request.model);
      // Files have no name of their own in JSON: another folder would be taken for the same.
      if (open && open.key === key && !('files' in request.model)) return open.model;
      open = null;
      spawned ??= spawnedBy(spawn());
      const running = spawned;
      const calls = callsOf(running);
      try {
        const facts = await calls(hooks, (remote, name, tell) => remote.open(name, request, tell));
        const model: LanguageModel = {
          facts,
          generate: (prompts, options, hooks) =>
            calls(hooks, (remote, name, tell) => remote.generate(name, prompts, options, tell)),
          logProbability: (texts, options = {}, hooks = {}) =>
            calls(hooks, (remote, name, tell) => remote.logProbability(name, texts, options, tell)),
          embed: (texts, hooks) => calls(hooks, (remote, name, tell) => remote.embed(name, texts, tell)),
          learn: (answers, seed, hooks = {}, how = {}) =>
            calls(hooks, (remote, name, tell) => remote.learn(name, answers, seed, tell, how)),
        };
        if (spawned === running) open = { key, model };
        return model;
      } catch (error) {
        // Half a model is of no use, and a new worker begins with all of its memory.
        if (spawned === running) close();
        throw error;
      }
    },
    async openSequences(options, hooks = {}) {
      const running = (spawned ??= spawnedBy(spawn()));
      return sequencesOf(running, options, hooks);
    },
    close: () => close(),
  };
}

/** A model that the worker trains, under a name of its own. */
async function sequencesOf(
  running: Spawned,
  options: Parameters<LabLink['openSequences']>[0],
  hooks: CallHooks,
): Promise<SequenceModel> {
  const calls = callsOf(running);
  const model = crypto.randomUUID();
  const facts = await calls(hooks, (remote, name) => remote.openSequences(name, model, options));
  return {
    facts,
    train: (sequences, learning, hooks) =>
      calls(hooks, (remote, name, tell) => remote.trainSequences(name, model, sequences, learning, tell)),
    write: (prompts, writing, hooks) =>
      calls(hooks, (remote, name, tell) => remote.writeSequences(name, model, prompts, writing, tell)),
    read: (sequences, hooks) =>
      calls(hooks, (remote, name, tell) => remote.readSequences(name, model, sequences, tell)),
    weights: () => calls({}, (remote, name) => remote.sequenceWeights(name, model)),
    load: (weights) => calls({}, (remote, name) => remote.loadSequences(name, model, weights)),
    // With the worker its models are gone.
    free: async () => {
      if (running.alive()) await calls({}, (remote) => remote.closeSequences(model));
    },
  };
}

function labWorker(): Worker {
  return new Worker(new URL('./lab.worker.ts', import.meta.url), { type: 'module', name: 'lab' });
}

function spawnedBy(worker: Worker): Spawned {
  const remote: Remote<LabWorkerApi> = wrap<LabWorkerApi>(worker);
  let alive = true;
  let fail: (error: Error) => void = () => undefined;
  const ended = new Promise<never>((_, reject) => (fail = reject));
  // Without a call under way nobody listens.
  ended.catch(() => undefined);
  worker.addEventListener('error', ({ message }) =>
    fail(
      new Error(
        `The lab's worker stopped (${message || 'its script could not be loaded'}). Rankings and runs are as they were. Start the bench again.`,
      ),
    ),
  );
  return {
    remote,
    ended,
    alive: () => alive,
    end(why) {
      alive = false;
      fail(new DOMException(why, 'AbortError'));
      remote[releaseProxy]();
      worker.terminate();
    },
  };
}

/** Calls of a worker, each of which its signal stops. */
function callsOf({ remote, ended, alive }: Spawned) {
  return async <Result>(
    { signal, onProgress }: CallHooks = {},
    call: (remote: Remote<LabWorkerApi>, name: string, tell?: LabProgress) => Promise<Result>,
  ): Promise<Result> => {
    signal?.throwIfAborted();
    if (!alive()) return ended;
    const name = crypto.randomUUID();
    // Whoever closes the lab stops its calls as well, in any order.
    const stop = () => {
      if (alive()) void remote.cancel(name);
    };
    signal?.addEventListener('abort', stop, { once: true });
    try {
      return await Promise.race([call(remote, name, onProgress && proxy(onProgress)), ended]);
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  };
}
