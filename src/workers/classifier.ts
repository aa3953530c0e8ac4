/**
 * The classifier of a session: which one is loaded, by which label it judges, and one at a time. Knows the protocol
 * and how logits become a utility; knows no library that computes them and no file.
 */
import { logOdds, praisingLabel, type Classifier, type Normalisation } from '../tastes/classifier.ts';
import type { ClassifierInfo, ClassifierRequest } from './protocol.ts';

/** A classifier that is loaded, wherever it computes. */
export interface OpenClassifier {
  /** As many as it has outputs, in their order; at least one. */
  readonly labels: readonly string[];
  readonly normalisation: Normalisation;
  /** The file of weights that was chosen, below the repository. */
  readonly file: string;
  /** One row of numbers a text, one number a label. Rejects with a ClassifierError. */
  readonly logits: (texts: readonly string[]) => Promise<readonly (readonly number[])[]>;
  /** Lets its memory go; what is asked then is rejected. */
  readonly close: () => void;
}

export interface ClassifierHooks {
  /** Bytes, of all files that are known of so far. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Loads what a request names.
 * @throws ClassifierError; the signal's reason when aborted
 */
export type OpensClassifier = (request: ClassifierRequest, hooks: ClassifierHooks) => Promise<OpenClassifier>;

/** A classifier that could not be loaded or did not answer: what happened, what was kept, what to do. */
export class ClassifierError extends Error {
  override readonly name = 'ClassifierError';
}

export class ClassifierSlot {
  #open: { readonly request: ClassifierRequest; readonly model: OpenClassifier } | null = null;

  constructor(private readonly opens: OpensClassifier | undefined) {}

  /**
   * Loads a classifier, or only changes the label where the same is loaded. The one before is closed once `accept`
   * has taken the new one, and stays when anything fails.
   * @throws ClassifierError; the signal's reason when aborted
   */
  async use(
    request: ClassifierRequest,
    hooks: ClassifierHooks,
    accept: (classifier: Classifier) => Promise<void>,
  ): Promise<ClassifierInfo> {
    const before = this.#open;
    const same = before !== null && isSame(before.request, request);
    const model = same ? before.model : await this.#load(request, hooks);
    try {
      hooks.signal?.throwIfAborted();
      const label = labelOf(model.labels, request);
      await accept(judging(model, model.labels.indexOf(label)));
      if (!same) before?.model.close();
      this.#open = { request, model };
      return { id: request.id, file: model.file, labels: model.labels, label };
    } catch (error) {
      if (!same) model.close();
      throw error;
    }
  }

  #load(request: ClassifierRequest, hooks: ClassifierHooks): Promise<OpenClassifier> {
    if (this.opens) return this.opens(request, hooks);
    throw new ClassifierError(
      'Classifiers cannot be loaded here. Nothing has changed. Choose another rater.',
    );
  }
}

function judging(model: OpenClassifier, label: number): Classifier {
  return {
    utilities: async (texts) =>
      (await model.logits(texts)).map((row) => logOdds(row, label, model.normalisation)),
  };
}

function isSame(a: ClassifierRequest, b: ClassifierRequest): boolean {
  return a.id === b.id && a.revision === b.revision && a.host === b.host;
}

function labelOf(labels: readonly string[], { id, label }: ClassifierRequest): string {
  if (label === undefined) return praisingLabel(labels);
  if (labels.includes(label)) return label;
  throw new ClassifierError(
    `${id} has no label "${label.slice(0, 80)}". The rater is as it was. Its labels are ${labels.slice(0, 20).join(', ')}${labels.length > 20 ? ', …' : ''}.`,
  );
}
