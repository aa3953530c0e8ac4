/**
 * All that the page may know of the lab's worker: a language model that it opens when a bench first needs one. Types only.
 * A call is named by its caller, so that it can be stopped.
 */
import type {
  Chat,
  Continuation,
  JudgedAnswer,
  LanguageModel,
  Learnt,
  LogProbability,
  ModelFacts,
  WriteOptions,
  Written,
} from '../lab/model/languageModel.ts';
import type { ModelChoice } from './protocol.ts';

export type { LanguageModel, ModelFacts, Written } from '../lab/model/languageModel.ts';

export interface LabOpenRequest {
  readonly model: ModelChoice;
  /** URL the model folders live under, with trailing slash. */
  readonly modelRoot: string;
}

/** Told of a call's progress. */
export type LabProgress = (done: number, total: number) => void;

/** What the worker serves. */
export interface LabWorkerApi {
  /**
   * Opens a model, in place of the one that was open. Progress is bytes of weights. Rejections: see toFailure; an
   * AbortError after {@link cancel}.
   */
  open(call: string, request: LabOpenRequest, onProgress?: LabProgress): Promise<ModelFacts>;
  generate(
    call: string,
    prompts: readonly string[],
    options: WriteOptions,
    onProgress?: LabProgress,
  ): Promise<readonly Written[]>;
  logProbability(
    call: string,
    texts: readonly Continuation[],
    options: { readonly chat?: Chat | null },
    onProgress?: LabProgress,
  ): Promise<readonly LogProbability[]>;
  embed(call: string, texts: readonly string[], onProgress?: LabProgress): Promise<readonly Float32Array[]>;
  learn(
    call: string,
    answers: readonly JudgedAnswer[],
    seed: number,
    onProgress?: LabProgress,
  ): Promise<Learnt>;
  /** Stops a call: it rejects with an AbortError once what the GPU is at has ended. */
  cancel(call: string): Promise<void>;
}

/** The lab's worker as benches have it. */
export interface LabConnection {
  /**
   * Opens a model; it is the one that was opened last where that is asked for again.
   * @throws what {@link LabWorkerApi.open} rejects with
   */
  open(
    request: LabOpenRequest,
    hooks?: { readonly signal?: AbortSignal; readonly onProgress?: LabProgress },
  ): Promise<LanguageModel>;
  /** Ends the worker at once and frees what it had; it begins anew with the next {@link open}. */
  close(): void;
}
