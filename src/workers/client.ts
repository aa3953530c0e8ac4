/**
 * The page's end of the trainer: spawns the worker, wraps its calls, owns the event port.
 * Knows comlink and the protocol; must not know the stores, the DOM or what the trainer does.
 */
import { releaseProxy, transfer, wrap, type Remote } from 'comlink';
import { toFailure } from './failures.ts';
import type { OpenRequest, SessionInfo, TrainerApi, TrainerEvent } from './protocol.ts';

/** A live trainer. Events arrive at the listener from `open` until `close`. */
export interface TrainerConnection {
  readonly api: Omit<TrainerApi, 'open'>;
  open(request: OpenRequest): Promise<SessionInfo>;
  /** Ends the worker at once; pending calls never settle, so callers must drop them. */
  close(): void;
}

/** Starts a trainer. `onEvent` also receives a `failure` when the worker itself dies. */
export type ConnectTrainer = (onEvent: (event: TrainerEvent) => void) => TrainerConnection;

/** A worker, and what it died of, for whoever comes to hear it. */
class Spawned {
  readonly worker = new Worker(new URL('./trainer.worker.ts', import.meta.url), {
    type: 'module',
    name: 'trainer',
  });
  #death: string | null = null;
  #tell: ((message: string) => void) | null = null;

  constructor() {
    this.worker.addEventListener('error', ({ message }) => {
      this.#death = message || 'The trainer could not start.';
      this.#tell?.(this.#death);
    });
  }

  onDeath(tell: (message: string) => void): void {
    this.#tell = tell;
    const death = this.#death;
    if (death !== null) queueMicrotask(() => tell(death));
  }
}

let begun: Spawned | null = null;

/** Spawns the worker of the first connection: its script loads while the page is still put together. */
export function beginTrainerWorker(): void {
  begun ??= new Spawned();
}

/** Ends a worker that was begun when nothing will connect to it. */
export function endBegunWorker(): void {
  begun?.worker.terminate();
  begun = null;
}

/** Connects to the worker that was begun, or spawns one. It opens no device before {@link TrainerConnection.open}. */
export const connectTrainerWorker: ConnectTrainer = (onEvent) => {
  const spawned = begun ?? new Spawned();
  begun = null;
  const { worker } = spawned;
  const remote: Remote<TrainerApi> = wrap<TrainerApi>(worker);
  spawned.onDeath((message) => onEvent({ type: 'failure', failure: toFailure(message, 0) }));
  return connectApi(
    remote,
    onEvent,
    (request, port) => remote.open(request, transfer(port, [port])),
    () => {
      remote[releaseProxy]();
      worker.terminate();
    },
  );
};

/**
 * Ties an api to a fresh event port. Separate from the worker so that anything that speaks the
 * protocol, wherever it runs, can serve the page.
 */
export function connectApi(
  api: TrainerApi,
  onEvent: (event: TrainerEvent) => void,
  open: (request: OpenRequest, port: MessagePort) => Promise<SessionInfo> = (request, port) =>
    api.open(request, port),
  end: () => void = () => undefined,
): TrainerConnection {
  const channel = new MessageChannel();
  channel.port1.onmessage = (message: MessageEvent<TrainerEvent>) => onEvent(message.data);
  return {
    api,
    open: (request) => open(request, channel.port2),
    close() {
      channel.port1.onmessage = null;
      channel.port1.close();
      end();
    },
  };
}
