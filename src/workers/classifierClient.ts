/**
 * The trainer's end of the classifier's worker: starts it, waits for its answers, ends it. A worker of its own, so
 * that a long text holds up no generation, and so that ending it frees everything. Knows comlink; knows no model.
 */
import { proxy, releaseProxy, wrap, type Remote } from 'comlink';
import { ClassifierError, type OpensClassifier } from './classifier.ts';
import type { ClassifierWorkerApi } from './classifier.worker.ts';

/** Loads a classifier in a new worker. */
export const openClassifierWorker: OpensClassifier = async (request, { onProgress, signal }) => {
  signal?.throwIfAborted();
  const worker = new Worker(new URL('./classifier.worker.ts', import.meta.url), {
    type: 'module',
    name: 'classifier',
  });
  const remote: Remote<ClassifierWorkerApi> = wrap<ClassifierWorkerApi>(worker);
  const ended = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) => {
      // Of a script that cannot be fetched the event says nothing.
      reject(
        new ClassifierError(
          `The classifier's worker stopped (${event.message || 'its script could not be loaded'}). Rankings are kept. Load the classifier again under "Who ranks".`,
        ),
      );
    });
    signal?.addEventListener('abort', () => reject(signal.reason as Error));
  });
  let closed: (error: Error) => void = () => undefined;
  const closing = new Promise<never>((_, reject) => (closed = reject));
  // Without a call under way nobody listens.
  ended.catch(() => undefined);
  closing.catch(() => undefined);
  let gone = false;
  const close = () => {
    if (gone) return;
    gone = true;
    closed(new ClassifierError('The classifier was closed. Rankings are kept. Load one under "Who ranks".'));
    remote[releaseProxy]();
    worker.terminate();
  };
  try {
    const progress = proxy((done: number, total: number) => onProgress?.(done, total));
    const found = await Promise.race([remote.load(request, progress), ended]);
    const logits = (texts: readonly string[]) =>
      gone ? closing : Promise.race([remote.logits(texts), ended, closing]);
    return { ...found, logits, close };
  } catch (error) {
    close();
    throw error;
  }
};
