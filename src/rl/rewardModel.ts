/**
 * A reward model that learns an order, not a number: the language model's trunk with a scalar head at the
 * last real token, fitted by Plackett-Luce over whole rankings (Cao et al. 2007, ListMLE; ties as in
 * plackettLuce.ts), then shifted and scaled so that the reference model's own samples score 0 ± 1. Knows
 * token sequences and tiers; knows no policy and nothing of who ranked.
 */
import { linearHead, linearHeadBackward } from '../gpu/kernels/linearHead.ts';
import { GROUP_MEMBERS, listwiseLoss } from '../gpu/kernels/listwise.ts';
import { fill } from '../gpu/kernels/fill.ts';
import { gatherRows, scatterRows } from '../gpu/kernels/gather.ts';
import { Recorder, type Plan } from '../gpu/plan.ts';
import { run } from '../gpu/queue.ts';
import type { Tensor } from '../gpu/tensor.ts';
import { ParameterLayout } from '../model/layout.ts';
import { ADAMW_DEFAULTS, Optimizer, OPTIMIZER_STATS } from '../model/optimizer.ts';
import { Parameters } from '../model/parameters.ts';
import {
  bucketShape,
  createSequenceTensors,
  writeSequences,
  type BatchShape,
  type SequenceTensors,
} from '../model/sequences.ts';
import type { ListwiseBatch } from './listwiseBatch.ts';
import { trunkBackward, trunkForward } from '../model/trunk.ts';

/** Tokens of prompt and response together. */
export type TokenSequence = readonly number[];

interface RecordedStep {
  readonly plan: Plan;
  readonly sequences: SequenceTensors;
  readonly members: Tensor;
  readonly tiers: Tensor;
  readonly weights: Tensor;
  readonly losses: Tensor;
}

interface RecordedScores {
  readonly plan: Plan;
  readonly sequences: SequenceTensors;
  readonly scores: Tensor;
}

/** Sequences per scoring submit. */
const SCORE_BATCH = 32;

export class RewardModel {
  readonly parameters: Parameters;
  readonly optimizer: Optimizer;
  /** score = (raw − mean) / std over reference samples. */
  mean = 0;
  std = 1;
  /** False until a fit and a normalisation have happened. */
  fitted = false;
  readonly #steps = new Map<string, Promise<RecordedStep>>();
  readonly #scores = new Map<string, Promise<RecordedScores>>();

  constructor(private readonly base: Parameters) {
    const { gpu, layout } = base;
    this.parameters = new Parameters(gpu, new ParameterLayout(layout.config, ['score']), 'reward');
    this.optimizer = new Optimizer(this.parameters);
  }

  /** Back to the base trunk and a random head N(0, 1/√(dim+1)) drawn from `gaussian`. */
  reset(gaussian: () => number): void {
    const { gpu, layout } = this.parameters;
    this.parameters.copyFrom(this.base);
    const scale = 1 / Math.sqrt(layout.config.dim + 1);
    const head = Float32Array.from({ length: layout.config.dim }, () => gaussian() * scale);
    gpu.write(this.parameters.view('score.weight'), head);
    this.optimizer.reset();
    this.mean = 0;
    this.std = 1;
    this.fitted = false;
  }

  /**
   * One AdamW step on a minibatch of rankings, padded to `length` tokens.
   * @returns the mean listwise loss and whether the step was skipped for a non-finite gradient.
   */
  async step(
    minibatch: ListwiseBatch,
    options: { readonly learningRate: number; readonly weightDecay: number; readonly length: number },
  ): Promise<{ loss: number; skipped: boolean }> {
    const { gpu } = this.parameters;
    const { groups, width, sequences, members, tiers, weights } = minibatch;
    const recorded = await this.#step(scoringShape(groups * width, options.length), groups);
    writeWhole(this.parameters, recorded.sequences, sequences);
    gpu.write(recorded.members, members);
    gpu.write(recorded.tiers, tiers);
    gpu.write(recorded.weights, weights);
    const { learningRate, weightDecay } = options;
    this.optimizer.prepare({ ...ADAMW_DEFAULTS, learningRate, weightDecay });
    const [losses, stats] = await run(gpu, [recorded.plan], [recorded.losses, this.optimizer.stats]);
    const loss = weights.reduce((sum, weight, group) => sum + weight * losses[group], 0);
    return { loss, skipped: stats[OPTIMIZER_STATS.skipped] !== 0 };
  }

  /** Normalised scores of whole sequences. */
  async score(sequences: readonly TokenSequence[]): Promise<number[]> {
    const raw = await this.rawScores(sequences);
    return raw.map((score) => (score - this.mean) / this.std);
  }

  /** Sets mean and std so that `reference` (samples of the frozen reference model) score 0 ± 1. */
  async normalise(reference: readonly TokenSequence[]): Promise<void> {
    const raw = await this.rawScores(reference);
    const mean = raw.reduce((sum, score) => sum + score, 0) / raw.length;
    const variance = raw.reduce((sum, score) => sum + (score - mean) ** 2, 0) / Math.max(1, raw.length - 1);
    this.mean = mean;
    // A model that scores everything alike carries no order; dividing by its spread would only amplify noise.
    this.std = Math.max(Math.sqrt(variance), 1e-3);
    this.fitted = true;
  }

  async rawScores(sequences: readonly TokenSequence[]): Promise<number[]> {
    const scores: number[] = [];
    for (let first = 0; first < sequences.length; first += SCORE_BATCH) {
      const chunk = sequences.slice(first, first + SCORE_BATCH);
      const batch = chunk.length <= GROUP_MEMBERS ? GROUP_MEMBERS : SCORE_BATCH;
      const recorded = await this.#scorePlan(
        scoringShape(batch, Math.max(...chunk.map(({ length }) => length))),
      );
      writeWhole(this.parameters, recorded.sequences, chunk);
      const [values] = await run(this.parameters.gpu, [recorded.plan], [recorded.scores]);
      scores.push(...values.subarray(0, chunk.length));
    }
    return scores;
  }

  #scorePlan(shape: BatchShape): Promise<RecordedScores> {
    const key = JSON.stringify(shape);
    let recorded = this.#scores.get(key);
    if (!recorded) {
      recorded = this.#buildScores(shape);
      this.#scores.set(key, recorded);
    }
    return recorded;
  }

  async #buildScores(shape: BatchShape): Promise<RecordedScores> {
    const { gpu, layout } = this.parameters;
    const { batch, length } = shape;
    const { dim } = layout.config;
    const rec = new Recorder(gpu, `score/${batch}x${length}`);
    const sequences = createSequenceTensors(gpu, shape, layout.config);
    const trunk = trunkForward(
      rec,
      this.parameters,
      { tokens: sequences.tokens, batch, length },
      { keep: false },
    );
    const states = rec.scratch('states', [batch, dim]);
    gatherRows(rec, { x: trunk.hidden, index: sequences.last, out: states, rows: batch, dim });
    const scores = rec.scratch('scores', [batch]);
    linearHead(rec, {
      x: states,
      weight: this.parameters.view('score.weight'),
      out: scores,
      rows: batch,
      dim,
    });
    return { plan: await rec.finish(), sequences, scores };
  }

  #step(shape: BatchShape, groups: number): Promise<RecordedStep> {
    const key = JSON.stringify({ ...shape, groups });
    let recorded = this.#steps.get(key);
    if (!recorded) {
      recorded = this.#buildStep(shape, groups);
      this.#steps.set(key, recorded);
    }
    return recorded;
  }

  async #buildStep(shape: BatchShape, groups: number): Promise<RecordedStep> {
    const { parameters, optimizer } = this;
    const { gpu, layout } = parameters;
    const { gradients } = optimizer;
    const { batch, length } = shape;
    const { dim, vocab } = layout.config;
    const rec = new Recorder(gpu, `reward/${batch}x${length}`);
    const sequences = createSequenceTensors(gpu, shape, layout.config);
    const members = gpu.createTensor('reward/members', [groups, GROUP_MEMBERS], 'u32');
    const tiers = gpu.createTensor('reward/tiers', [groups, GROUP_MEMBERS], 'u32');
    const weights = gpu.createTensor('reward/weights', [groups]);

    const trunk = trunkForward(rec, parameters, { tokens: sequences.tokens, batch, length }, { keep: true });
    const states = rec.scratch('states', [batch, dim]);
    gatherRows(rec, { x: trunk.hidden, index: sequences.last, out: states, rows: batch, dim });
    const scores = rec.scratch('scores', [batch]);
    const head = { x: states, weight: parameters.view('score.weight'), rows: batch, dim };
    linearHead(rec, { ...head, out: scores });

    const dScores = rec.scratch('dScores', [batch]);
    const losses = rec.scratch('losses', [groups]);
    listwiseLoss(rec, { scores, members, tiers, weights, dScores, losses, groups, n: batch });

    const dStates = rec.scratch('dStates', [batch, dim]);
    linearHeadBackward(rec, {
      ...head,
      dOut: dScores,
      dx: dStates,
      accumulate: false,
      dWeight: gradients.view('score.weight'),
    });
    const dHidden = rec.scratch('dHidden', [batch * length, dim]);
    scatterRows(rec, { dOut: dStates, inverse: sequences.lastInverse, dx: dHidden, n: batch * length, dim });
    // No language head here: the embedding's gradient starts from zero.
    fill(rec, { out: gradients.view('wte.weight'), value: 0, count: vocab * dim });
    trunkBackward(rec, parameters, gradients, trunk, {
      dHidden,
      order: sequences.order,
      rowStart: sequences.rowStart,
    });
    optimizer.record(rec);
    return { plan: await rec.finish(), sequences, members, tiers, weights, losses };
  }
}

/** Scoring reads only the last position: whole sequences go in with a one-token response. */
function scoringShape(batch: number, length: number): BatchShape {
  return bucketShape(batch, length, 1);
}

function writeWhole(
  parameters: Parameters,
  tensors: SequenceTensors,
  sequences: readonly TokenSequence[],
): void {
  const split = sequences.map((tokens) =>
    tokens.length === 0 ? null : { prompt: tokens.slice(0, -1), response: tokens.slice(-1) },
  );
  writeSequences(parameters.gpu, tensors, split, parameters.layout.config);
}
