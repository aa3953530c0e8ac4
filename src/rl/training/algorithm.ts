/**
 * What a method of training is: what it says of itself, and one iteration written out from sampling to metrics. And the
 * kit it is given for that: everything that is the same for all methods, each call one line of a paper's algorithm.
 * Types only; a method imports nothing else of the run.
 */
import type { Gpu } from '../../gpu/device.ts';
import type { Tensor } from '../../gpu/tensor.ts';
import type { Sequence } from '../../model/sequences.ts';
import type { MethodDeclaration } from '../declaration.ts';
import type { ValuesOf } from '../fields.ts';
import type { Stream } from '../random.ts';
import type { RankingEvent } from '../../preferences/event.ts';
import type { Labeler } from '../../tastes/labeler.ts';
import type { TrainingSettings } from '../trainingSettings.ts';
import type { MinibatchMetrics, Numbers, Objective } from './policyStep.ts';
import type { Reading, Tokens } from './read.ts';
import type { Rollout } from './rollout.ts';

export type StageName = string;

/** The numbers of an iteration by their names; what is not finite is left out. */
export type Values = Readonly<Record<string, number>>;

/** The settings that a method reads: the common ones, and those that it declares. */
export type SettingsOf<Method extends MethodDeclaration> = TrainingSettings & ValuesOf<Method['fields']>;

export interface Algorithm extends MethodDeclaration {
  /**
   * What goes from one iteration to the next and into checkpoints, as JSON: at a run's beginning, or what `kept` is under
   * changed settings. Null where nothing does.
   * @param kept what {@link Kit.keep} was given last, or this returned; null at the beginning
   * @throws RangeError on settings that the method cannot work with
   */
  start(settings: TrainingSettings, kept: unknown): unknown;
  /**
   * One iteration. Yields the name of each stage before doing any of it, the first before anything at all, so that Step is
   * next() and the locals are the state. A stage that is stopped waits inside the kit's call that it is in, and goes on
   * there.
   */
  iterate(kit: Kit, settings: TrainingSettings): AsyncGenerator<StageName, Values, void>;
}

/** Tokens that models can read and a policy can learn from. */
export interface Batch {
  readonly sequences: readonly Sequence[];
  /**
   * How many neighbours a loss reads together, 1 when left out: 2 where each pair of sequences is a better and a worse
   * answer. They are shuffled as one and come into the same part of the same minibatch, in their order.
   */
  readonly together?: number;
}

/** An answer of a ranking, by its place there. */
export interface RankedAnswer {
  readonly ranking: RankingEvent;
  readonly answer: number;
}

/** Numbers that a token is given before an update: log π under policy and reference, V, advantage, return. */
export type CreditColumn = 'logp' | 'logpRef' | 'values' | 'advantages' | 'returns';

/** What a rollout's tokens are worth, on the grid of {@link Tokens}. */
export interface ShownCredit {
  readonly columns: Readonly<Record<CreditColumn, Tensor>>;
  readonly responseLength: number;
  /** What each response earns at its last token. */
  readonly earned: readonly number[];
  /** β of the KL that each token is charged. */
  readonly klCoefficient: number;
}

/** What a loss of whole answers does to their tokens, in lists: a number a token of each answer. */
export interface ShownPulls {
  /** Before the update. */
  readonly logp: readonly (readonly number[])[];
  readonly logpRef: readonly (readonly number[])[];
  readonly advantages: readonly (readonly number[])[];
  /** {@link pullsOf} the loss. */
  readonly pulls: readonly (readonly number[])[];
  /** What each answer earned, and its KL to the reference, nats. */
  readonly earned: readonly number[];
  readonly kl: readonly number[];
  /** `grpoScalars` of the loss. */
  readonly scalars: Readonly<Record<string, number>>;
}

/** Another draw of an iteration, behind its first: of so many prompts, other ones as long as there are others. */
export interface Again {
  readonly prompts: number;
  /** From 1; each has a stream of its own. At most 31. */
  readonly round: number;
}

/** How often an update goes over a batch. */
export interface Passes {
  readonly epochs: number;
  /** Minibatches in each. */
  readonly minibatches: number;
}

/** What an update told, minibatch by minibatch in the order they were made. */
export interface Updated<Metric extends string = string> {
  readonly minibatches: readonly MinibatchMetrics<Metric>[];
  /** Responses that each had. */
  readonly rows: readonly number[];
}

/** What a method is given. Each call is a turn on the GPU of its own; errors and a stop come out of the call at hand. */
export interface Kit {
  readonly gpu: Gpu;
  /** Counts from 1. */
  readonly iteration: number;
  /** Responses of the iterations before. */
  readonly episodes: number;
  /** What {@link keep} was given by the iteration before, or {@link Algorithm.start} returned. */
  readonly kept: unknown;
  /** Nobody reads what an iteration tells: what a method would sample only to look at, it leaves out. */
  readonly unwatched?: boolean;
  /** Hands something on to the next iteration, once this one ends well. */
  keep(state: unknown): void;
  /** Something on the GPU that is made once for all iterations of a run. */
  once<Thing extends { free(): void }>(name: string, make: () => Thing): Thing;
  /**
   * Samples `settings.rolloutBatch` answers of the policy to fresh prompts, `group` to each (1 when left out), from the full
   * distribution; so many more as the last prompt's group takes.
   */
  sample(group?: number, again?: Again): Promise<Rollout>;
  /** Normalised reward-model scores, one a response. @throws NonFiniteError */
  reward(batch: Batch): Promise<number[]>;
  /**
   * What models say of each response token. Valid until the next call with the same names.
   * @param wanted the same object each time: what is recorded for it is kept with it
   */
  read<Name extends string>(batch: Batch, wanted: Readonly<Record<Name, Reading>>): Promise<Tokens<Name>>;
  /** The numbers of a column, on the grid of {@link Tokens}: that of sequence `s`, token `t` at s·responseLength + t. */
  numbers(column: Tensor): Promise<Float32Array>;
  /**
   * A number a response, as a column that each of its tokens has, or a number a token, in lists. Valid until the next call with
   * this name.
   */
  column(name: string, batch: Batch, values: readonly (number | readonly number[])[]): Tensor;
  /**
   * Epochs of shuffled minibatches, one AdamW step each. Rolls the policy back when a step is not finite, and when
   * stopped, so that the same update can be made again; otherwise the policy is kept as good.
   * @param objective the same object each time: what is recorded for it is kept with it
   * @throws NonFiniteError
   */
  update<Metric extends string>(
    batch: Batch,
    objective: Objective<Metric>,
    columns: Readonly<Record<string, Tensor>>,
    scalars: Numbers,
    passes: Passes,
  ): Promise<Updated<Metric>>;
  /** A turn on the GPU for what no other call does. */
  turn<Result>(work: () => Promise<Result>): Promise<Result>;
  /**
   * Shows people the answers, with the score and the KL (nats over the response) of each, and what their tokens were found
   * to be worth, where the method has that: it is read when somebody looks, at any time before the next iteration.
   */
  show(rollout: Rollout, scores: readonly number[], kl: readonly number[], credit?: ShownCredit): void;
  /** Says of the answers that were shown what the loss does to their tokens, where it is one of whole answers. */
  showPulls(pulls: ShownPulls): void;
  /** Whose utility is told. */
  labelers(): Promise<readonly Labeler[]>;
  /**
   * Answers that stand in rankings, as tokens that models read and a policy learns from, in the order given.
   * @param together as {@link Batch} has it
   */
  ranked(answers: readonly RankedAnswer[], together?: number): Batch;
  /** The rankings that stand: to learn from, and held out. */
  rankings(): { readonly train: readonly RankingEvent[]; readonly heldOut: readonly RankingEvent[] };
  /** The stream of this name and this iteration. */
  random(name: string): Stream;
}
