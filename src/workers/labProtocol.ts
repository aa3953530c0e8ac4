/**
 * All that the page may know of the lab's worker: a language model that it opens when a bench first needs one, and small
 * transformers that it trains from scratch. Types only.
 * A call is named by its caller, so that it can be stopped.
 */
import type {
  Chat,
  Continuation,
  JudgedAnswer,
  LanguageModel,
  Learnt,
  LessonOptions,
  LogProbability,
  ModelFacts,
  WriteOptions,
  Written,
} from '../lab/model/languageModel.ts';
import type {
  LearningOptions,
  LearntSequence,
  ReadTokens,
  SequenceModel,
  SequenceModelFacts,
  SequenceModelOptions,
  SequenceWeights,
  Update,
  WritingOptions,
  WrittenTokens,
} from '../lab/sequences/sequenceModel.ts';
import type { ModelChoice } from './protocol.ts';

export type { LanguageModel, ModelFacts, Written } from '../lab/model/languageModel.ts';

export interface LabOpenRequest {
  readonly model: ModelChoice;
  /** URL the model folders live under, with trailing slash. */
  readonly modelRoot: string;
}

/** Told of a call's progress. */
export type LabProgress = (done: number, total: number) => void;

/** What the worker serves of models that are trained from scratch; `model` is the name that they were opened under. */
export interface SequenceWorkerApi {
  /** A new model; several may be open. Rejections: see toFailure; a RangeError for a shape that cannot be. */
  openSequences(call: string, model: string, options: SequenceModelOptions): Promise<SequenceModelFacts>;
  trainSequences(
    call: string,
    model: string,
    sequences: readonly LearntSequence[],
    options: LearningOptions,
    onProgress?: LabProgress,
  ): Promise<readonly Update[]>;
  writeSequences(
    call: string,
    model: string,
    prompts: readonly (readonly number[])[],
    options: WritingOptions,
    onProgress?: LabProgress,
  ): Promise<readonly WrittenTokens[]>;
  readSequences(
    call: string,
    model: string,
    sequences: readonly LearntSequence[],
    onProgress?: LabProgress,
  ): Promise<readonly ReadTokens[]>;
  sequenceWeights(call: string, model: string): Promise<SequenceWeights>;
  loadSequences(call: string, model: string, weights: SequenceWeights): Promise<void>;
  closeSequences(model: string): Promise<void>;
}

/** What the worker serves. */
export interface LabWorkerApi extends SequenceWorkerApi {
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
    how?: LessonOptions,
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

/** Models that the lab's worker trains from scratch, as benches have them. */
export interface SequenceConnection {
  /**
   * A new model out of a seed; it is there until it is freed, or the lab is closed.
   * @throws what {@link SequenceWorkerApi.openSequences} rejects with
   */
  openSequences(
    options: SequenceModelOptions,
    hooks?: { readonly signal?: AbortSignal },
  ): Promise<SequenceModel>;
}

/** All of the lab's worker. */
export interface LabLink extends LabConnection, SequenceConnection {}
