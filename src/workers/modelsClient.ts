/**
 * The page's end of the checkpoint worker: spawns it when first needed, wraps its calls, owns the event port.
 * Knows comlink and the protocol; must not know the stores, the DOM or how models are kept.
 */
import { releaseProxy, transfer, wrap, type Remote } from 'comlink';
import { askToPersist } from '../files/siteStorage.ts';
import { messageOf } from './failures.ts';
import type { ModelsApi, ModelsEvent, ModelsWorkerApi } from './modelsProtocol.ts';

/** Where the embedded models' folders live. */
const modelRoot = (): string => new URL('models/', new URL(import.meta.env.BASE_URL, location.href)).href;

/** A live checkpoint worker. */
export interface ModelsConnection {
  readonly api: ModelsApi;
  /** Ends the worker at once; what downloads have stored stays. Pending calls never settle. */
  close(): void;
}

/** Starts a checkpoint worker. `onFailure` is told when the worker itself dies. */
export type ConnectModels = (
  onEvent: (event: ModelsEvent) => void,
  onFailure?: (message: string) => void,
) => ModelsConnection;

/** Spawns the checkpoint worker. */
export const connectModelsWorker: ConnectModels = (onEvent, onFailure) =>
  connectModels(
    new Worker(new URL('./checkpoint.worker.ts', import.meta.url), { type: 'module', name: 'checkpoint' }),
    onEvent,
    onFailure,
  );

/** Speaks with a worker that serves models, whatever is behind it. */
export function connectModels(
  worker: Worker,
  ...[onEvent, onFailure]: Parameters<ConnectModels>
): ModelsConnection {
  const remote: Remote<ModelsWorkerApi> = wrap<ModelsWorkerApi>(worker);
  worker.addEventListener('error', (event) =>
    onFailure?.(messageOf(event.message || 'The worker that keeps models could not start. Reload the page.')),
  );
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = (message: MessageEvent<ModelsEvent>) => onEvent(message.data);
  void remote.listen(transfer(port2, [port2])).catch(() => undefined);
  return {
    api: {
      list: () => remote.list(),
      usage: () => remote.usage(),
      // Workers may look whether storage is persistent, but not ask for it.
      persist: askToPersist,
      download: (address) => remote.download(address),
      fetchFiles: (address) => remote.fetchFiles(address),
      pause: (id) => remote.pause(id),
      remove: (id) => remote.remove(id),
      importFiles: (files, label) => remote.importFiles(files, label),
      fit: (model, settings, budget, asked, rankings = []) =>
        remote.fit(model, settings, budget, asked, rankings, modelRoot()),
      preview: (model, asked) => remote.preview(model, asked, modelRoot()),
      adapterBase: (files) => remote.adapterBase(files),
      fitAdapter: (model) => remote.fitAdapter(model, modelRoot()),
      readPrompts: (file) => remote.readPrompts(file),
    },
    close() {
      port1.onmessage = null;
      port1.close();
      remote[releaseProxy]();
      worker.terminate();
    },
  };
}
