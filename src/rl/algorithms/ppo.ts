/**
 * PPO's update: several epochs over the rollout in shuffled minibatches; clipped policy loss, clipped value
 * loss, one AdamW step per minibatch. Schulman et al. 2017, with the RLHF details of Ziegler et al. 2019.
 * The value function is a linear head on the policy's trunk, zero at the start. The minibatch step is
 * recorded per shape; the rollout's tensors never leave the GPU. Knows no reward model, no sampling.
 */
import { gatherRows, scatterRows } from '../../gpu/kernels/embedding/gather.ts';
import { linearHead, linearHeadBackward } from '../../gpu/kernels/head/linearHead.ts';
import { logitsUniforms } from '../../gpu/kernels/head/logits.ts';
import { ppoLoss, ppoUniforms, PPO_METRICS, type PpoMetric } from '../../gpu/kernels/ppo/ppo.ts';
import type { Submitted } from '../../gpu/inFlight.ts';
import { Recorder, type Plan } from '../../gpu/plan.ts';
import { PlanCache } from '../../gpu/planCache.ts';
import { run } from '../../gpu/queue.ts';
import type { Tensor } from '../../gpu/tensor.ts';
import type { Trainable } from '../../model/adapted.ts';
import { languageHeadBackward, languageHeadForward } from '../../model/languageHead.ts';
import { ADAMW_DEFAULTS, OPTIMIZER_STATS, type Optimizer } from '../../model/optimizer.ts';
import {
  createSequenceTensors,
  shapeFor,
  writeSequences,
  type BatchShape,
  type Sequence,
  type SequenceTensors,
} from '../../model/sequences.ts';
import { trunkBackward, trunkForward } from '../../model/trunk.ts';
import type { Experience } from './experience.ts';
import { trainingTemperature, type Settings } from '../settings.ts';

/** Metrics of one minibatch, by name, plus the optimizer's. */
export interface MinibatchMetrics {
  readonly loss: Readonly<Record<PpoMetric, number>>;
  /** Global norm before clipping. */
  readonly gradNorm: number;
  /** True when the gradient was not finite and nothing was changed. */
  readonly skipped: boolean;
}

interface RecordedMinibatch {
  readonly plan: Plan;
  readonly sequences: SequenceTensors;
  /** Place of each slot on the rollout's [batch, responseLength] grid, [slots]. */
  readonly cells: Tensor;
  readonly metrics: Tensor;
}

interface BuildOptions {
  /** Keep each block's input and compute its activations again in the backward pass. */
  readonly recompute: boolean;
  /** One part of a minibatch: its gradient is added to those before, and the policy stays. */
  readonly part: boolean;
}

/** Recorded minibatches kept: each holds the activations of every layer. */
const PLANS_KEPT = 4;

export class Ppo {
  readonly #logitsStep;
  readonly #ppoStep;
  /** By shape; all are bound to the tensors of `#bound`. */
  readonly #recorded = new PlanCache<RecordedMinibatch>(PLANS_KEPT, ({ plan }) => plan.destroy());
  #bound: Experience | null = null;

  constructor(
    private readonly policy: Trainable,
    private readonly optimizer: Optimizer,
  ) {
    this.#logitsStep = logitsUniforms(policy.gpu);
    this.#ppoStep = ppoUniforms(policy.gpu);
  }

  /** One update, waited for: see {@link submit}. */
  async minibatch(
    sequences: readonly Sequence[],
    experience: Experience,
    rows: readonly number[],
    settings: Settings,
    shape?: BatchShape,
  ): Promise<MinibatchMetrics> {
    return (await this.submit(sequences, experience, rows, settings, shape)).result;
  }

  /**
   * Submits one update on the rollout rows named by `rows` (indexes into `sequences`, which made `experience`), in
   * parts of `settings.microBatch` responses when that is less.
   * `shape` may be larger than the rows need: filler changes nothing.
   * @returns once the GPU has the step; the minibatch's metrics come later, `skipped` among them when the gradient
   * was not finite and nothing changed.
   */
  async submit(
    sequences: readonly Sequence[],
    experience: Experience,
    rows: readonly number[],
    settings: Settings,
    shape?: BatchShape,
  ): Promise<Submitted<MinibatchMetrics>> {
    // The tensors of an earlier grid are gone or will be, and what is bound to them is of no more use.
    if (this.#bound !== experience) this.#recorded.clear();
    this.#bound = experience;
    const parts = cutRows(rows, settings.microBatch);
    const shapes = parts.map((part) =>
      shapeFor(
        part.map((row) => sequences[row]),
        experience.responseLength,
      ),
    );
    // One recorded step serves all parts.
    const common = shape ?? shapes.reduce(shapeForBoth);
    const options = { recompute: settings.recompute, part: parts.length > 1 };
    return this.#recorded.use(
      keyOf(common, options),
      () => this.#build(common, experience, options),
      async (recorded) => {
        const update = parts.length > 1 ? [await this.optimizer.partsUpdate()] : [];
        const { stats } = this.optimizer;
        const count = (part: readonly number[]) =>
          part.reduce((sum, row) => sum + sequences[row].response.length, 0);
        const tokens = parts.length > 1 ? count(rows) : 0;
        this.#logitsStep.set({ temperature: trainingTemperature(settings) });
        this.#ppoStep.set({
          clip: settings.clipRange,
          valueClip: settings.valueClipRange,
          vfCoef: settings.valueCoefficient,
          tokens,
        });
        this.optimizer.prepare({
          ...ADAMW_DEFAULTS,
          learningRate: settings.learningRate,
          weightDecay: settings.weightDecay,
          maxNorm: settings.maxGradNorm,
        });
        const results = parts.map((part, index) => {
          const chosen = part.map((row) => sequences[row]);
          writeSequences(this.policy.gpu, recorded.sequences, chosen, this.policy.layout.config);
          this.policy.gpu.write(recorded.cells, cellsOf(chosen, part, common));
          if (parts.length > 1) this.optimizer.preparePart(index);
          const last = index === parts.length - 1;
          return run(
            this.policy.gpu,
            last ? [recorded.plan, ...update] : [recorded.plan],
            last ? [recorded.metrics, stats] : [recorded.metrics],
          );
        });
        return {
          result: Promise.all(results).then((read) => {
            const losses = read.map(([metrics]) => lossOf(metrics));
            return minibatchMetrics(combineLosses(losses), read[read.length - 1][1]);
          }),
        };
      },
    );
  }

  /**
   * Gives `work` the step that {@link submit} recorded for `shape`, as it last ran: for a profiler, which
   * replays it on a policy that is no longer needed. It lives until `work` ends.
   */
  usePlan<Result>(
    shape: BatchShape,
    experience: Experience,
    work: (plan: Plan) => Promise<Result>,
    options: BuildOptions = { recompute: false, part: false },
  ): Promise<Result> {
    const build = () => this.#build(shape, experience, options);
    return this.#recorded.use(keyOf(shape, options), build, ({ plan }) => work(plan));
  }

  /** Frees every recorded step. */
  free(): void {
    this.#recorded.clear();
  }

  async #build(
    shape: BatchShape,
    experience: Experience,
    { recompute, part }: BuildOptions,
  ): Promise<RecordedMinibatch> {
    const { policy, optimizer } = this;
    const { gpu, layout } = policy;
    const { dim } = layout.config;
    const { batch, rows, slots } = shape;
    const { gradients } = optimizer;
    const rec = new Recorder(gpu, `ppo/${batch}x${rows}`);
    const sequences = createSequenceTensors(rec, shape, layout.config);
    const cells = rec.own('cells', [slots], 'u32');

    const select = (label: string, x: Tensor) => {
      const out = rec.scratch(label, [slots]);
      gatherRows(rec, { x, index: cells, out, rows: slots, dim: 1 });
      return out;
    };
    const oldLogp = select('oldLogp', experience.logp);
    const oldValues = select('oldValues', experience.values);
    const advantages = select('advantages', experience.advantages);
    const returns = select('returns', experience.returns);

    const trunk = trunkForward(rec, policy, sequences.packed, { keep: true, recompute });
    const head = languageHeadForward(rec, policy, trunk.hidden, sequences, this.#logitsStep, {
      keep: !recompute,
    });
    const values = rec.scratch('values', [slots]);
    const valueHead = { x: head.states, weight: policy.view('value.weight'), rows: slots, dim };
    linearHead(rec, { ...valueHead, bias: policy.view('value.bias'), out: values });

    const dLogp = rec.scratch('dLogp', [slots]);
    const dValue = rec.scratch('dValue', [slots]);
    // Read after the update of a minibatch in parts, which may have the memory of all scratch.
    const metrics = rec.own('metrics', [16]);
    ppoLoss(rec, {
      logp: head.logp,
      oldLogp,
      advantages,
      values,
      oldValues,
      returns,
      entropy: head.entropy,
      mask: sequences.mask,
      dLogp,
      dValue,
      metrics,
      rows: slots,
      step: this.#ppoStep,
    });

    const dStates = rec.scratch('dStates', [slots, dim]);
    languageHeadBackward(rec, policy, gradients, head, sequences, dLogp, dStates, this.#logitsStep);
    linearHeadBackward(rec, {
      ...valueHead,
      dOut: dValue,
      dx: dStates,
      accumulate: true,
      dWeight: gradients.view('value.weight'),
      dBias: gradients.view('value.bias'),
    });
    const dHidden = rec.scratch('dHidden', [rows, dim]);
    scatterRows(rec, {
      dOut: dStates,
      inverse: sequences.predictorInverse,
      dx: dHidden,
      n: rows,
      dim,
    });
    trunkBackward(rec, policy, gradients, trunk, dHidden);
    if (part) optimizer.recordPart(rec);
    else optimizer.record(rec);
    return { plan: await rec.finish(), sequences, cells, metrics };
  }
}

function keyOf(shape: BatchShape, options: BuildOptions): string {
  return JSON.stringify({ ...shape, ...options });
}

/** `rows` in parts of `size`; all at once for 0. */
function cutRows(rows: readonly number[], size: number): (readonly number[])[] {
  if (size <= 0 || size >= rows.length) return [rows];
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, part) =>
    rows.slice(part * size, (part + 1) * size),
  );
}

/** A shape that holds what either holds. */
function shapeForBoth(a: BatchShape, b: BatchShape): BatchShape {
  return {
    batch: Math.max(a.batch, b.batch),
    rows: Math.max(a.rows, b.rows),
    slots: Math.max(a.slots, b.slots),
    responseLength: a.responseLength,
  };
}

type Loss = MinibatchMetrics['loss'];

function lossOf(metrics: ArrayLike<number>): Loss {
  return Object.fromEntries(PPO_METRICS.map((name, index) => [name, metrics[index]])) as Loss;
}

/** Metrics of a minibatch from those of its parts: means weighted by tokens. */
export function combineLosses(parts: readonly Loss[]): Loss {
  if (parts.length === 1) return parts[0];
  const tokens = parts.reduce((sum, { tokenCount }) => sum + tokenCount, 0);
  const mean = (of: (loss: Loss) => number) =>
    parts.reduce((sum, loss) => sum + (loss.tokenCount / Math.max(1, tokens)) * of(loss), 0);
  const means = Object.fromEntries(PPO_METRICS.map((name) => [name, mean((loss) => loss[name])])) as Loss;
  // Spread within the parts, and between them.
  const between = mean(({ ratioMean }) => (ratioMean - means.ratioMean) ** 2);
  return {
    ...means,
    ratioVariance: means.ratioVariance + between,
    ratioMax: Math.max(...parts.map(({ ratioMax }) => ratioMax)),
    ratioMin: Math.min(...parts.map(({ ratioMin }) => ratioMin)),
    tokenCount: tokens,
  };
}

function minibatchMetrics(loss: Loss, stats: ArrayLike<number>): MinibatchMetrics {
  return {
    loss,
    gradNorm: stats[OPTIMIZER_STATS.gradNorm],
    skipped: stats[OPTIMIZER_STATS.skipped] !== 0,
  };
}

/** Grid places of the slots of `chosen`, the rollout's sequences numbered `rows`. */
function cellsOf(chosen: readonly Sequence[], rows: readonly number[], shape: BatchShape): Uint32Array {
  const cells = new Uint32Array(shape.slots);
  let slot = 0;
  chosen.forEach(({ response }, i) => {
    for (let t = 0; t < response.length; t++) cells[slot++] = rows[i] * shape.responseLength + t;
  });
  return cells;
}
