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

/** Spawns the trainer's worker. It opens no device before {@link TrainerConnection.open}. */
export const connectTrainerWorker: ConnectTrainer = (onEvent) => {
  const worker = new Worker(new URL('./trainer.worker.ts', import.meta.url), {
    type: 'module',
    name: 'trainer',
  });
  const remote: Remote<TrainerApi> = wrap<TrainerApi>(worker);
  worker.addEventListener('error', (event) => {
    onEvent({
      type: 'failure',
      failure: toFailure(event.message || 'The trainer could not start.', 0),
    });
  });
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
