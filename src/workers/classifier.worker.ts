/** The classifier's worker: one model, loaded when asked, behind comlink. classifierClient.ts starts and ends it. */
import { expose } from 'comlink';
import type { OpenClassifier } from './classifier.ts';
import { loadClassifier } from './classifierModel.ts';
import type { ClassifierRequest } from './protocol.ts';

let model: OpenClassifier | null = null;

const api = {
  async load(request: ClassifierRequest, onProgress: (done: number, total: number) => void) {
    model = await loadClassifier(request, onProgress);
    const { labels, normalisation, file } = model;
    return { labels, normalisation, file };
  },
  async logits(texts: readonly string[]) {
    if (!model) throw new Error('The classifier is not loaded yet.');
    return model.logits(texts);
  },
};

export type ClassifierWorkerApi = typeof api;

expose(api);
