/**
 * A reward model that learns an order, not a number: the language model's trunk with a scalar head at the
 * last real token, fitted over whole rankings by one of losses/, then shifted and scaled so that the reference model's own samples score 0 ± 1. Knows
 * token sequences and tiers; knows no policy and nothing of who ranked.
 */
import type { Submitted } from '../../gpu/inFlight.ts';
import { GROUP_MEMBERS } from '../../gpu/kernels/listwise/scoredGroups.ts';
import { PlanCache } from '../../gpu/planCache.ts';
import { run } from '../../gpu/queue.ts';
import { AdaptedWeights, type Trainable } from '../../model/adapted.ts';
import type { AdapterSettings } from '../../model/adapters.ts';
import type { BaseWeights } from '../../model/base.ts';
import { lastRowsShape, writeLastRows } from '../../model/lastRows.ts';
import { ParameterLayout } from '../../model/layout.ts';
import { Optimizer, type AdamWOptions } from '../../model/optimizer.ts';
import { Parameters } from '../../model/parameters.ts';
import { Steps } from '../training/step.ts';
import { packedBatches } from '../../model/packing.ts';
import { listwiseParts, type ListwiseBatch } from './listwiseBatch.ts';
import { PLACKETT_LUCE } from './losses/plackettLuce.ts';
import type { RecordLoss } from './losses/rewardLoss.ts';
import { recordRankingStep, recordScores, type ScorePlan } from './rewardPlans.ts';

/** Tokens of prompt and response together. */
export type TokenSequence = readonly number[];

/** Sequences per scoring submit. */
const SCORE_BATCH = 32;
/** Recorded scorings kept. */
const SCORES_KEPT = 6;

export interface RewardStepOptions extends Pick<AdamWOptions, 'learningRate' | 'weightDecay'> {
  readonly recompute?: boolean;
  /** Rankings whose gradients are computed at once; 0 computes all. */
  readonly microBatch?: number;
}

export interface RewardModelOptions {
  readonly adapters?: AdapterSettings | null;
  readonly loss?: RecordLoss;
  readonly label?: string;
}

export interface RewardStep {
  /** Mean loss of a ranking. */
  readonly loss: number;
  /** True when the gradient was not finite and nothing was changed. */
  readonly skipped: boolean;
}

/** How scoring is watched and stopped. */
export interface ScoreHooks {
  readonly signal?: AbortSignal;
  /** Sequences scored of all. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** What a reward model begins as where that is not the base: one that was trained before. */
export interface RewardStart {
  /** Trunk and head. */
  readonly weights: Parameters;
  readonly mean: number;
  readonly std: number;
}

export class RewardModel {
  #weights: Trainable;
  readonly optimizer: Optimizer;
  /** score = (raw − mean) / std over reference samples. */
  mean = 0;
  std = 1;
  /** False until a fit and a normalisation have happened. */
  fitted = false;
  readonly #steps: Steps<ListwiseBatch>;
  readonly #scores = new PlanCache<ScorePlan>(SCORES_KEPT, ({ plan }) => plan.destroy());

  readonly #loss: RecordLoss;
  #start: RewardStart | null = null;

  /** @param options.adapters trains these on `base` itself, in place of a copy of it */
  constructor(
    private readonly base: BaseWeights,
    { adapters = null, loss = PLACKETT_LUCE, label = 'reward' }: RewardModelOptions = {},
  ) {
    this.#loss = loss;
    const { gpu, layout } = base;
    const parameters = new Parameters(gpu, new ParameterLayout(layout.config, ['score'], adapters), label);
    this.#weights = adapters ? new AdaptedWeights(base, parameters) : parameters;
    this.optimizer = new Optimizer(parameters);
    this.#steps = new Steps(gpu, this.optimizer);
  }

  get weights(): Trainable {
    return this.#weights;
  }

  /** What is trained. */
  get parameters(): Parameters {
    return this.weights.parameters;
  }

  /**
   * From the next reset on it begins as `start`, which adapters stand on from now on; null for the base. What was recorded
   * for other weights is forgotten.
   */
  beginAs(start: RewardStart | null): void {
    this.#start = start;
    if (!(this.weights instanceof AdaptedWeights)) return;
    this.#weights = new AdaptedWeights(start?.weights ?? this.base, this.parameters);
    this.#steps.free();
    this.#scores.clear();
  }

  /**
   * Back to the base trunk and a random head N(0, 1/√(dim+1)) drawn from `gaussian`, or to what it begins as.
   * @param uniform draws from [0, 1) what adapters start as
   */
  async reset(gaussian: () => number, uniform: () => number = () => 0.5): Promise<void> {
    const { gpu, layout } = this.parameters;
    // A copy leaves the head and the padding behind it; a step with a broken learning rate reaches both.
    this.parameters.clear();
    if (this.weights instanceof AdaptedWeights) this.weights.start(uniform);
    this.optimizer.reset();
    if (this.#start) return this.#backTo(this.#start);
    const scale = 1 / Math.sqrt(layout.config.dim + 1);
    const head = Float32Array.from({ length: layout.config.dim }, () => gaussian() * scale);
    gpu.write(this.parameters.view('score.weight'), head);
    this.mean = 0;
    this.std = 1;
    this.fitted = false;
    if (!(this.weights instanceof AdaptedWeights)) await this.base.copyTo(this.parameters);
  }

  async #backTo({ weights, mean, std }: RewardStart): Promise<void> {
    if (this.weights instanceof AdaptedWeights) {
      this.parameters.write('score.weight', 0, await weights.readTensor('score.weight'));
    } else {
      this.parameters.copyFrom(weights);
    }
    this.mean = mean;
    this.std = std;
    this.fitted = true;
  }

  /** One step, waited for: see {@link submit}. */
  async step(minibatch: ListwiseBatch, options: RewardStepOptions): Promise<RewardStep> {
    return (await this.submit(minibatch, options)).result;
  }

  /**
   * Submits one AdamW step on a minibatch of rankings.
   * @returns once the GPU has the step; its result comes later.
   */
  async submit(
    minibatch: ListwiseBatch,
    { recompute = false, microBatch = 0, ...options }: RewardStepOptions,
  ): Promise<Submitted<RewardStep>> {
    const cut = microBatch > 0 && microBatch < minibatch.groups;
    const parts = cut ? listwiseParts(minibatch, microBatch) : [minibatch];
    const { groups, width } = parts[0];
    const shapes = parts.map(({ sequences }) => lastRowsShape(sequences, groups * width));
    const shape = { batch: groups * width, rows: Math.max(...shapes.map(({ rows }) => rows)) };
    const { result } = await this.#steps.submit({
      shape: { ...shape, groups },
      parts,
      recompute,
      optimizer: options,
      build: (how) => recordRankingStep(this.weights, this.optimizer, this.#loss, shape, groups, how),
    });
    return {
      result: result.then(({ numbers, skipped }) => ({
        loss: numbers.reduce(
          (total, losses, part) =>
            parts[part].weights.reduce((sum, weight, group) => sum + weight * losses[group], total),
          0,
        ),
        skipped,
      })),
    };
  }

  /** Normalised scores of whole sequences. */
  async score(sequences: readonly TokenSequence[], hooks: ScoreHooks = {}): Promise<number[]> {
    const raw = await this.rawScores(sequences, hooks);
    return raw.map((score) => (score - this.mean) / this.std);
  }

  /** Sets mean and std so that `reference` (samples of the frozen reference model) score 0 ± 1. */
  async normalise(reference: readonly TokenSequence[], hooks: ScoreHooks = {}): Promise<void> {
    const raw = await this.rawScores(reference, hooks);
    const mean = raw.reduce((sum, score) => sum + score, 0) / raw.length;
    const variance = raw.reduce((sum, score) => sum + (score - mean) ** 2, 0) / Math.max(1, raw.length - 1);
    this.mean = mean;
    // A model that scores everything alike carries no order; dividing by its spread would only amplify noise.
    this.std = Math.max(Math.sqrt(variance), 1e-3);
    this.fitted = true;
  }

  /**
   * Scores before normalisation.
   * @throws the reason of `hooks.signal`
   */
  async rawScores(sequences: readonly TokenSequence[], hooks: ScoreHooks = {}): Promise<number[]> {
    const { gpu, layout } = this.parameters;
    const scores: number[] = [];
    for (const chunk of packedBatches(this.parameters, sequences, SCORE_BATCH)) {
      hooks.signal?.throwIfAborted();
      hooks.onProgress?.(scores.length, sequences.length);
      const shape = lastRowsShape(chunk, chunk.length <= GROUP_MEMBERS ? GROUP_MEMBERS : SCORE_BATCH);
      const [values] = await this.#scores.use(
        JSON.stringify(shape),
        () => recordScores(this.weights, shape),
        (recorded) => {
          writeLastRows(gpu, recorded.input, chunk, layout.config);
          return run(gpu, [recorded.plan], [recorded.scores]);
        },
      );
      scores.push(...values.subarray(0, chunk.length));
    }
    hooks.onProgress?.(sequences.length, sequences.length);
    return scores;
  }
}
