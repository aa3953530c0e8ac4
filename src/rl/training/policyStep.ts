/**
 * One update of the policy on some responses of a batch: forward, the objective that a method gives, backward, AdamW.
 * The objective reads what the policy says of each response token now, and columns of numbers that the method brings, and
 * writes dL/dlogp, and dL/dvalue and dL/dentropy where it has them; the rest of the way back is here. The batch's tensors
 * never leave the GPU. The value function is a linear head on the policy's trunk, zero at the start. Knows no method, no
 * reward and no sampling.
 */
import { trainingTemperature } from '../trainingSettings.ts';
import { fill } from '../../gpu/kernels/elementwise/fill.ts';
import { gatherRows, scatterRows } from '../../gpu/kernels/embedding/gather.ts';
import { linearHead, linearHeadBackward } from '../../gpu/kernels/head/linearHead.ts';
import { logitsUniforms } from '../../gpu/kernels/head/logits.ts';
import type { Submitted } from '../../gpu/inFlight.ts';
import type { Owner } from '../../gpu/device.ts';
import { ACTIVATIONS, Recorder, type Plan } from '../../gpu/plan.ts';
import type { Tensor } from '../../gpu/tensor.ts';
import { UniformBlock, type ScalarType } from '../../gpu/uniforms.ts';
import type { Trainable } from '../../model/adapted.ts';
import { languageHeadBackward, languageHeadForward } from '../../model/languageHead.ts';
import type { Optimizer } from '../../model/optimizer.ts';
import {
  createSequenceTensors,
  shapeFor,
  writeSequences,
  type BatchShape,
  type Sequence,
  type SequenceTensors,
} from '../../model/sequences.ts';
import { trunkBackward, trunkForward } from '../../model/trunk.ts';
import type { TrainingSettings } from '../trainingSettings.ts';
import { cutParts, Steps, type RecordedStep, type StepOptions } from './step.ts';

/** What an objective is given, one number per response token of the rows at hand ("slots"), [slots] each. */
export interface HeadTensors {
  readonly slots: number;
  /** log π of each token under the policy as it is now. */
  readonly logp: Tensor;
  /** Entropy of the distribution it stands in, nats. */
  readonly entropy: Tensor;
  /** V before each token; null where the objective asks for none. */
  readonly values: Tensor | null;
  /** 1 on real tokens, 0 on filler. */
  readonly mask: Tensor;
  /** The method's own numbers of these tokens, by name. */
  readonly columns: Readonly<Record<string, Tensor>>;
  /** Which tokens make which response. */
  readonly sequences: SequenceTensors;
  /** Scalars of this step. */
  readonly step: UniformBlock;
  /** Written: dL/dlogp, 0 where masked. */
  readonly dLogp: Tensor;
  /** Written: dL/dvalue, 0 where masked; null where the objective asks for no values. */
  readonly dValue: Tensor | null;
  /** Written: dL/dentropy, 0 where masked; null where the objective does not say that it has one. */
  readonly dEntropy: Tensor | null;
  /** Written: [metrics.length], in their order. */
  readonly metrics: Tensor;
}

/** Numbers by name. */
export type Numbers<Name extends string = string> = Readonly<Record<Name, number>>;

/** A loss over response tokens, as a recorded step. */
export interface Objective<Metric extends string = string> {
  readonly name: string;
  /** Grids that it reads, by name. */
  readonly columns: readonly string[];
  /**
   * Scalars that change from step to step. One called `tokens` is set by the step: the real tokens of the minibatch that
   * the rows at hand are a part of, whose mean the gradients are then part of; 0 when they are all of it. One called
   * `responses` is set to the responses of the minibatch, whether the rows at hand are all of it or a part.
   */
  readonly scalars: Readonly<Record<string, ScalarType>>;
  readonly metrics: readonly Metric[];
  /** Whether it reads and trains the value head. */
  readonly value: boolean;
  /** Whether it writes dL/dentropy; it may read entropies either way. */
  readonly entropy?: boolean;
  record(rec: Recorder, tensors: HeadTensors): void;
  /** Metrics of a minibatch from those of its parts. */
  combine(parts: readonly Numbers<Metric>[]): Numbers<Metric>;
}

/** Responses, and the method's columns for them on the [batch, responseLength] grid. */
export interface PolicyBatch {
  readonly sequences: readonly Sequence[];
  /** Neighbours that stay in one part; 1 when left out. */
  readonly together?: number;
  readonly responseLength: number;
  /** f32 [batch * responseLength] each. */
  readonly columns: Readonly<Record<string, Tensor>>;
}

/** What one minibatch told. */
export interface MinibatchMetrics<Metric extends string = string> {
  /** By the objective's names. */
  readonly loss: Numbers<Metric>;
  /** Global norm before clipping. */
  readonly gradNorm: number;
  /** True when the gradient was not finite and nothing was changed. */
  readonly skipped: boolean;
}

/** The settings that a step of any method reads. */
export type StepSettings = Pick<
  TrainingSettings,
  'microBatch' | 'recompute' | 'temperature' | 'learningRate' | 'weightDecay' | 'maxGradNorm'
>;

/** Some of a batch's responses, and their numbers in it. */
interface Rows {
  readonly chosen: readonly Sequence[];
  readonly rows: readonly number[];
}

export class PolicyStep<Metric extends string> {
  readonly #logitsStep;
  readonly #objectiveStep;
  /** All are bound to the columns of `#bound`. */
  readonly #steps: Steps<Rows>;
  #bound: PolicyBatch['columns'] = {};

  constructor(
    private readonly policy: Trainable,
    private readonly optimizer: Optimizer,
    private readonly objective: Objective<Metric>,
    /** Whose the memory is that the objective keeps. */
    private readonly owner: Owner = ACTIVATIONS,
  ) {
    this.#logitsStep = logitsUniforms(policy.gpu);
    this.#objectiveStep = new UniformBlock(policy.gpu, objective.name, objective.scalars);
    this.#steps = new Steps(policy.gpu, optimizer);
  }

  /**
   * Submits one update on the responses of `batch` named by `rows`, in parts of `settings.microBatch` when that is less.
   * @param scalars the objective's
   * @param shape may be larger than the rows need: filler changes nothing
   * @returns once the GPU has the step; the minibatch's metrics come later
   */
  async submit(
    batch: PolicyBatch,
    rows: readonly number[],
    scalars: Numbers,
    settings: StepSettings,
    shape?: BatchShape,
  ): Promise<Submitted<MinibatchMetrics<Metric>>> {
    this.#bind(batch.columns);
    const parts = cutParts(rows, settings.microBatch, batch.together).map((part): Rows => {
      return { rows: part, chosen: part.map((row) => batch.sequences[row]) };
    });
    const shapes = parts.map(({ chosen }) => shapeFor(chosen, batch.responseLength));
    const common = shape ?? shapes.reduce(shapeForBoth);
    const tokens = rows.reduce((sum, row) => sum + batch.sequences[row].response.length, 0);
    const { result } = await this.#steps.submit({
      shape: common,
      parts,
      recompute: settings.recompute,
      optimizer: {
        learningRate: settings.learningRate,
        weightDecay: settings.weightDecay,
        maxNorm: settings.maxGradNorm,
      },
      build: (options) => this.#build(common, options),
      prepare: () => {
        this.#logitsStep.set({ temperature: trainingTemperature(settings) });
        const known = { tokens: parts.length > 1 ? tokens : 0, responses: rows.length };
        const asked = Object.entries(known).filter(([name]) => name in this.objective.scalars);
        this.#objectiveStep.set({ ...scalars, ...Object.fromEntries(asked) });
      },
    });
    return {
      result: result.then(({ numbers, gradNorm, skipped }) => {
        const loss = this.objective.combine(numbers.map((of) => named(this.objective.metrics, of)));
        return { loss, gradNorm, skipped };
      }),
    };
  }

  /**
   * Gives `work` the step that {@link submit} recorded for `shape`, as it last ran: for a profiler, which
   * replays it on a policy that is no longer needed. It lives until `work` ends.
   */
  usePlan<Result>(
    shape: BatchShape,
    options: StepOptions,
    work: (plan: Plan) => Promise<Result>,
  ): Promise<Result> {
    const build = () => this.#build(shape, options);
    return this.#steps.use(shape, options, build, ({ plan }) => work(plan));
  }

  /** Frees every recorded step. */
  free(): void {
    this.#steps.free();
  }

  /** The tensors of an earlier grid are gone or will be, and what is bound to them is of no more use. */
  #bind(columns: PolicyBatch['columns']): void {
    if (this.objective.columns.every((name) => this.#bound[name] === columns[name])) return;
    this.#steps.free();
    this.#bound = columns;
  }

  async #build(shape: BatchShape, { recompute, part }: StepOptions): Promise<RecordedStep<Rows>> {
    const { policy, optimizer, objective } = this;
    const { gpu, layout } = policy;
    const { dim } = layout.config;
    const { batch, rows, slots } = shape;
    const { gradients } = optimizer;
    const rec = new Recorder(gpu, `step/${objective.name}/${batch}x${rows}`);
    const sequences = createSequenceTensors(rec, shape, layout.config);
    /** Place of each slot on the batch's grid. */
    const cells = rec.own('cells', [slots], 'u32');
    const columns = objective.columns.map((name) => {
      const out = rec.scratch(name, [slots]);
      gatherRows(rec, { x: this.#bound[name], index: cells, out, rows: slots, dim: 1 });
      return [name, out] as const;
    });

    const trunk = trunkForward(rec, policy, sequences.packed, { keep: true, recompute });
    const keep = { keep: !recompute };
    const head = languageHeadForward(rec, policy, trunk.hidden, sequences, this.#logitsStep, keep);
    const valueHead = { x: head.states, weight: policy.view('value.weight'), rows: slots, dim };
    const values = objective.value ? rec.scratch('values', [slots]) : null;
    if (values) linearHead(rec, { ...valueHead, bias: policy.view('value.bias'), out: values });

    const dLogp = rec.scratch('dLogp', [slots]);
    const dValue = objective.value ? rec.scratch('dValue', [slots]) : null;
    const dEntropy = objective.entropy ? rec.scratch('dEntropy', [slots]) : null;
    const metrics = rec.own('metrics', [objective.metrics.length]);
    const tensors = {
      slots,
      logp: head.logp,
      entropy: head.entropy,
      values,
      mask: sequences.mask,
      columns: Object.fromEntries(columns),
      sequences,
      step: this.#objectiveStep,
      dLogp,
      dValue,
      dEntropy,
      metrics,
    };
    rec.ownedBy(this.owner, () => objective.record(rec, tensors));

    const dStates = rec.scratch('dStates', [slots, dim]);
    const way = [head, sequences, dLogp, dStates, this.#logitsStep, dEntropy] as const;
    languageHeadBackward(rec, policy, gradients, ...way);
    const dWeight = gradients.view('value.weight');
    const dBias = gradients.view('value.bias');
    if (dValue)
      linearHeadBackward(rec, { ...valueHead, dOut: dValue, dx: dStates, accumulate: true, dWeight, dBias });
    else
      for (const [out, count] of [
        [dWeight, dim],
        [dBias, 1],
      ] as const)
        fill(rec, { out, value: 0, count });
    const dHidden = rec.scratch('dHidden', [rows, dim]);
    scatterRows(rec, { dOut: dStates, inverse: sequences.predictorInverse, dx: dHidden, n: rows, dim });
    trunkBackward(rec, policy, gradients, trunk, dHidden);
    if (part) optimizer.recordPart(rec);
    else optimizer.record(rec);
    return {
      plan: await rec.finish(),
      numbers: metrics,
      write({ chosen, rows: numbers }) {
        writeSequences(gpu, sequences, chosen, layout.config);
        gpu.write(cells, cellsOf(chosen, numbers, shape));
      },
    };
  }
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

function named<Name extends string>(names: readonly Name[], numbers: ArrayLike<number>): Numbers<Name> {
  return Object.fromEntries(names.map((name, index) => [name, numbers[index]])) as Numbers<Name>;
}

/** Grid places of the slots of `chosen`, the batch's sequences numbered `rows`. */
function cellsOf(chosen: readonly Sequence[], rows: readonly number[], shape: BatchShape): Uint32Array {
  const cells = new Uint32Array(shape.slots);
  let slot = 0;
  chosen.forEach(({ response }, i) => {
    for (let t = 0; t < response.length; t++) cells[slot++] = rows[i] * shape.responseLength + t;
  });
  return cells;
}
