/**
 * What a bench of the lab may ask of a language model: to write, to say how probable a text is, to say how near two texts
 * are. Types only: a bench does not know whether the model is in a worker, in Node, or made up by a test.
 */
import type { ChatRecord, Message } from '../../model/prompts/prompts.ts';

/** How texts are written. */
export interface WriteOptions {
  /** Most tokens of an answer. */
  readonly maxTokens: number;
  /** 0 writes the most probable token each time; 1 when left out. */
  readonly temperature?: number;
  /** 1, when left out, turns nucleus sampling off. */
  readonly topP?: number;
  /** 0, when left out, turns top-k off. */
  readonly topK?: number;
  /** The same seed, prompts and options write the same texts on the same adapter. */
  readonly seed: number;
  /** Answers to each prompt; 1 when left out. */
  readonly samples?: number;
  /** Texts that end an answer and are cut off it, with all that follows. */
  readonly stop?: readonly string[];
  readonly chat?: Chat | null;
}

/**
 * Prompts are what the user says, and are put into the model's chat template, if it brings one. Left out or null: the
 * model reads each prompt exactly as it stands, after its start token.
 */
export interface Chat {
  /** Goes before every prompt; none when left out or ''. */
  readonly system?: string;
  /** What was said before, the oldest first. */
  readonly before?: readonly Message[];
}

export interface Written {
  readonly text: string;
  /** Tokens it took, those that were cut off included. */
  readonly tokens: number;
  /** Whether it came to an end by itself: an end token, or one of the stop texts. */
  readonly finished: boolean;
  /** What the model read of the prompt, and of what, where a chat template wrote it. */
  readonly read?: { readonly text: string; readonly chat: ChatRecord };
}

/** A text after another. */
export interface Continuation {
  readonly prefix: string;
  readonly continuation: string;
}

/** log π of a continuation's tokens, nats. */
export interface LogProbability {
  readonly sum: number;
  /** A token. */
  readonly mean: number;
  readonly tokens: number;
}

/** An answer that was given, and what it counts. */
export interface JudgedAnswer {
  /** What the model read, and whether a chat template wrote it. */
  readonly prompt: string;
  readonly templated: boolean;
  readonly answer: string;
  readonly value: number;
}

/** How hard a lesson is; what is left out is the method's own. */
export interface LessonOptions {
  /** Iterations over the answers. */
  readonly passes?: number;
  readonly learningRate?: number;
  /** What it costs to leave the model as it was loaded, nats to reward. */
  readonly klCoefficient?: number;
  /** What the value of a text's beginning weighs in the loss; 0 where what answers count is centred already. */
  readonly valueCoefficient?: number;
  /** What answers count is cut at so many of its spreads on either side; 0 leaves it as it is. */
  readonly scoreClip?: number;
}

/** What came of a lesson. */
export interface Learnt {
  /** That were learnt from, and that were left out because the model cannot read them or they are too long. */
  readonly answers: number;
  readonly left: number;
  /** Updates so far, those of earlier lessons included. */
  readonly iteration: number;
  /**
   * How much more probable answers that count at least a half are than they were to the model as it was loaded, and the others:
   * log π − log π_ref, nats, the mean over answers; NaN without any.
   */
  readonly liked: number;
  readonly others: number;
}

/** How a call is watched and stopped. */
export interface CallHooks {
  /** Rejects with its reason once what the GPU is at has ended. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** What is known of a model once it is open. */
export interface ModelFacts {
  readonly label: string;
  readonly parameters: number;
  /** Most tokens of prompt and answer together. */
  readonly context: number;
  /** Whether it brings a chat template. */
  readonly chat: boolean;
  /** What must stand at the end of a prompt, as the model was trained; '' for nothing. */
  readonly promptEnd: string;
  /** Prompts that come with it. */
  readonly prompts: readonly string[];
  /** Name of the GPU, and whether it is a processor that acts as one. */
  readonly adapter: string;
  readonly software: boolean;
}

export interface LanguageModel {
  readonly facts: ModelFacts;
  /**
   * Writes to each prompt; answer p·samples + i is the i-th to prompt p.
   * @throws RangeError for a prompt that leaves no room for the answer, naming it
   */
  generate(prompts: readonly string[], options: WriteOptions, hooks?: CallHooks): Promise<readonly Written[]>;
  /**
   * log π of each continuation under the model's own distribution (temperature 1, nothing filtered). Prefix and continuation
   * are read as the one text that they are, where the tokens of that text can be told apart between them.
   * @throws RangeError for an empty continuation, and one that does not fit the context, naming it
   */
  logProbability(
    texts: readonly Continuation[],
    options?: { readonly chat?: Chat | null },
    hooks?: CallHooks,
  ): Promise<readonly LogProbability[]>;
  /**
   * Unit vectors, the mean of the last hidden states of each text; what does not fit the context is left out at its end.
   * They point much the same way for all texts: differences show once the mean over many is taken off.
   */
  embed(texts: readonly string[], hooks?: CallHooks): Promise<readonly Float32Array[]>;
  /**
   * Learns from answers that were given; from then on it writes by what it has learnt, until it is opened anew. Left out where a
   * model cannot be trained.
   * @throws RangeError where all count the same, or none can be read
   */
  learn?(
    answers: readonly JudgedAnswer[],
    seed: number,
    hooks?: CallHooks,
    how?: LessonOptions,
  ): Promise<Learnt>;
}

/** Cosine of the angle between unit vectors. */
export function similarity(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += one[i] * other[i];
  return sum;
}
