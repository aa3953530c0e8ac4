/**
 * PPO's update: several epochs over the rollout in shuffled minibatches; clipped policy loss, clipped value
 * loss, one AdamW step per minibatch. Schulman et al. 2017, with the RLHF details of Ziegler et al. 2019.
 * The value function is a linear head on the policy's trunk, zero at the start. The minibatch step is
 * recorded per shape; the rollout's tensors never leave the GPU. Knows no reward model, no sampling.
 */
import { gatherRows, scatterRows } from '../gpu/kernels/gather.ts';
import { linearHead, linearHeadBackward } from '../gpu/kernels/linearHead.ts';
import { logitsUniforms } from '../gpu/kernels/logits.ts';
import { ppoLoss, ppoUniforms, PPO_METRICS, type PpoMetric } from '../gpu/kernels/ppo.ts';
import type { Submitted } from '../gpu/inFlight.ts';
import { Recorder, type Plan } from '../gpu/plan.ts';
import { PlanCache } from '../gpu/planCache.ts';
import { run } from '../gpu/queue.ts';
import type { Tensor } from '../gpu/tensor.ts';
import { languageHeadBackward, languageHeadForward } from '../model/languageHead.ts';
import { ADAMW_DEFAULTS, OPTIMIZER_STATS, type Optimizer } from '../model/optimizer.ts';
import type { Parameters } from '../model/parameters.ts';
import {
  createSequenceTensors,
  shapeFor,
  writeSequences,
  type BatchShape,
  type Sequence,
  type SequenceTensors,
} from '../model/sequences.ts';
import { trunkBackward, trunkForward } from '../model/trunk.ts';
import type { Experience } from './experience.ts';
import type { Settings } from './settings.ts';

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

/** Recorded minibatches kept: each holds the activations of every layer. */
const PLANS_KEPT = 4;

export class Ppo {
  readonly #logitsStep;
  readonly #ppoStep;
  /** By shape; all are bound to the tensors of `#bound`. */
  readonly #recorded = new PlanCache<RecordedMinibatch>(PLANS_KEPT, ({ plan }) => plan.destroy());
  #bound: Experience | null = null;

  constructor(
    private readonly policy: Parameters,
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
   * Submits one update on the rollout rows named by `rows` (indexes into `sequences`, which made `experience`).
   * `shape` may be larger than the rows need: filler changes nothing.
   * @returns once the GPU has the step; the minibatch's metrics come later, `skipped` among them when the gradient
   * was not finite and nothing changed.
   */
  async submit(
    sequences: readonly Sequence[],
    experience: Experience,
    rows: readonly number[],
    settings: Settings,
    shape = shapeFor(
      rows.map((row) => sequences[row]),
      experience.responseLength,
    ),
  ): Promise<Submitted<MinibatchMetrics>> {
    const { gpu, layout } = this.policy;
    const chosen = rows.map((row) => sequences[row]);
    // The tensors of an earlier grid are gone or will be, and what is bound to them is of no more use.
    if (this.#bound !== experience) this.#recorded.clear();
    this.#bound = experience;
    return this.#recorded.use(
      JSON.stringify(shape),
      () => this.#build(shape, experience),
      (recorded) => {
        writeSequences(gpu, recorded.sequences, chosen, layout.config);
        gpu.write(recorded.cells, cellsOf(chosen, rows, shape));
        this.#logitsStep.set({ temperature: settings.temperature });
        this.#ppoStep.set({
          clip: settings.clipRange,
          valueClip: settings.valueClipRange,
          vfCoef: settings.valueCoefficient,
        });
        this.optimizer.prepare({
          ...ADAMW_DEFAULTS,
          learningRate: settings.learningRate,
          weightDecay: settings.weightDecay,
          maxNorm: settings.maxGradNorm,
        });
        const results = run(gpu, [recorded.plan], [recorded.metrics, this.optimizer.stats]);
        return { result: results.then(([metrics, stats]) => minibatchMetrics(metrics, stats)) };
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
  ): Promise<Result> {
    const build = () => this.#build(shape, experience);
    return this.#recorded.use(JSON.stringify(shape), build, ({ plan }) => work(plan));
  }

  /** Frees every recorded step. */
  free(): void {
    this.#recorded.clear();
  }

  async #build(shape: BatchShape, experience: Experience): Promise<RecordedMinibatch> {
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

    const trunk = trunkForward(rec, policy, sequences.packed, { keep: true });
    const head = languageHeadForward(rec, policy, trunk.hidden, sequences, this.#logitsStep);
    const values = rec.scratch('values', [slots]);
    const valueHead = { x: head.states, weight: policy.view('value.weight'), rows: slots, dim };
    linearHead(rec, { ...valueHead, bias: policy.view('value.bias'), out: values });

    const dLogp = rec.scratch('dLogp', [slots]);
    const dValue = rec.scratch('dValue', [slots]);
    const metrics = rec.scratch('metrics', [16]);
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
    optimizer.record(rec);
    return { plan: await rec.finish(), sequences, cells, metrics };
  }
}

function minibatchMetrics(metrics: ArrayLike<number>, stats: ArrayLike<number>): MinibatchMetrics {
  return {
    loss: Object.fromEntries(PPO_METRICS.map((name, index) => [name, metrics[index]])) as Record<
      PpoMetric,
      number
    >,
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
