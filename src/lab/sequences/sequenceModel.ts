/**
 * What a bench may ask of a small transformer that is trained from scratch on sequences of tokens of the bench's own: to learn, to
 * write, to say how probable tokens are and which it would have chosen. Types, and what is pure of them: a bench does not know
 * whether the model is in a worker, in Node, or made up by a test. Tokens are whole numbers below the vocabulary; no text is here.
 */

/** A model to be made. The same options make the same weights. */
export interface SequenceModelOptions {
  readonly family: 'gpt2' | 'llama';
  /** Ids are 0 to vocab − 1. */
  readonly vocab: number;
  /** Most tokens of a sequence. */
  readonly positions: number;
  readonly dim: number;
  readonly layers: number;
  /** dim is a multiple of it; of Llama's heads each is of even width. */
  readonly heads: number;
  /** The token that ends what is written. */
  readonly end: number;
  /** Whether a token sees those behind it, too: such a model fills in what is masked, and cannot write. */
  readonly bothWays?: boolean;
  readonly seed: number;
}

export interface SequenceModelFacts {
  readonly parameters: number;
  readonly positions: number;
  /** Name of the GPU, and whether it is a processor that acts as one. */
  readonly adapter: string;
  readonly software: boolean;
}

/** A sequence, and what is learnt or read at each of its tokens. */
export interface LearntSequence {
  readonly tokens: readonly number[];
  /** The token that the model's state at each token is to predict, or NOTHING; as long as `tokens`. */
  readonly targets: readonly number[];
  /** How much it counts: 1 when left out. An advantage makes of it a policy gradient; below 0 it is unlearnt. */
  readonly weight?: number;
}

/** In `targets`: nothing is learnt at this token. */
export const NOTHING = -1;

/** A prompt and what is to be written after it, of which alone is learnt. The last token is predicted and not read. */
export function nextTokens(
  prompt: readonly number[],
  continuation: readonly number[],
  learnt: (place: number) => boolean = () => true,
): LearntSequence {
  const tokens = [...prompt, ...continuation.slice(0, -1)];
  const first = prompt.length - 1;
  const targets = tokens.map((_, at) =>
    at >= first && learnt(at - first) ? continuation[at - first] : NOTHING,
  );
  return { tokens, targets };
}

/** A sequence with `mask` at some places, of which each is to be filled in: for models that see both ways. */
export function masked(
  tokens: readonly number[],
  isMasked: (at: number) => boolean,
  mask: number,
): LearntSequence {
  return {
    tokens: tokens.map((token, at) => (isMasked(at) ? mask : token)),
    targets: tokens.map((token, at) => (isMasked(at) ? token : NOTHING)),
  };
}

/** How it is learnt: AdamW, a warm-up in a straight line and a fall along a cosine. */
export interface LearningOptions {
  /** Sequences of an update. */
  readonly batch: number;
  /** Sequences that are on the GPU at once, where that is to take less memory; 0 for all. */
  readonly microBatch?: number;
  /** At its highest. */
  readonly learningRate: number;
  /** Updates until it is reached. */
  readonly warmup: number;
  /** Updates of the whole training, over all calls: at the last, the rate is a twentieth of the highest. */
  readonly updates: number;
  readonly weightDecay?: number;
  /** How slowly AdamW forgets squared gradients; 0.98 when left out, which suits a few thousand updates. */
  readonly beta2?: number;
  /** Global norm that the gradient is clipped to; 1 when left out, 0 for none. */
  readonly maxNorm?: number;
}

/** One update. */
export interface Update {
  /** Counted from 1, over all calls. */
  readonly update: number;
  /** Mean cross-entropy of what is learnt, nats a token, weights left out. */
  readonly loss: number;
  /** Tokens that were learnt, and that were read. */
  readonly learnt: number;
  readonly tokens: number;
  /** Share of the learnt tokens that were given more than half of the probability. */
  readonly sure: number;
  /** Before clipping. */
  readonly gradNorm: number;
}

export interface WritingOptions {
  readonly maxTokens: number;
  /** 0, when left out, writes the most probable token each time. */
  readonly temperature?: number;
  /** Of what is drawn; 0 when left out. */
  readonly seed?: number;
  /** Continuations of each prompt; 1 when left out. */
  readonly samples?: number;
}

export interface WrittenTokens {
  /** The end token included where there is one. */
  readonly tokens: readonly number[];
  /** log π of each under the distribution that it was chosen from, nats. */
  readonly logp: readonly number[];
  /** Whether it came to its end token. */
  readonly finished: boolean;
}

/** What a model says at each place of a sequence that has a target, in their order. */
export interface ReadTokens {
  /** log π of the target, nats. */
  readonly logp: readonly number[];
  /** The most probable token, and its log π. */
  readonly best: readonly number[];
  readonly bestLogp: readonly number[];
}

/** Weights by Hugging Face's names. */
export type SequenceWeights = ReadonlyMap<string, Float32Array>;

export interface SequenceHooks {
  /** Rejects with its reason once what the GPU is at has ended. What was learnt until then stays. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface SequenceModel {
  readonly facts: SequenceModelFacts;
  /**
   * Updates, each by the next `batch` of the sequences, which should be a multiple of it. What they told, in their order.
   * @throws RangeError for sequences that are too long, unknown tokens, or nothing to learn; NonFiniteLossError
   */
  train(
    sequences: readonly LearntSequence[],
    options: LearningOptions,
    hooks?: SequenceHooks,
  ): Promise<readonly Update[]>;
  /**
   * Writes after each prompt; p·samples + i is the i-th after prompt p.
   * @throws RangeError for a prompt that leaves no room, and of a model that sees both ways
   */
  write(
    prompts: readonly (readonly number[])[],
    options: WritingOptions,
    hooks?: SequenceHooks,
  ): Promise<readonly WrittenTokens[]>;
  /** What it says of targets. @throws RangeError for sequences that cannot be read */
  read(sequences: readonly LearntSequence[], hooks?: SequenceHooks): Promise<readonly ReadTokens[]>;
  weights(): Promise<SequenceWeights>;
  /** Puts in what {@link weights} gave, of a model of the same options; moments begin anew. @throws RangeError */
  load(weights: SequenceWeights): Promise<void>;
  /** Frees it. */
  free(): Promise<void>;
}

/** Updates led to numbers that are none: nothing can be learnt any more. */
export class NonFiniteLossError extends Error {
  override readonly name = 'NonFiniteLossError';
}
