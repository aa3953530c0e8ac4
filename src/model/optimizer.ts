/**
 * AdamW over a model's parameters, recorded at the end of a training step: gradient norm, clip coefficient and
 * update in three dispatches, more only where the parameters exceed one binding. Loshchilov & Hutter 2019
 * (decoupled decay). Knows neither the model nor the loss that made the gradients.
 */
import { accumulate, accumulateUniforms } from '../gpu/kernels/elementwise/accumulate.ts';
import { adamW, adamWUniforms } from '../gpu/kernels/optimizer/adamw.ts';
import { Recorder, type Plan } from '../gpu/plan.ts';
import type { Tensor } from '../gpu/tensor.ts';
import { PARAMETER_ALIGNMENT } from './layout.ts';
import { Parameters } from './parameters.ts';

export interface AdamWOptions {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** Global gradient norm to clip to; 0 turns clipping off. */
  readonly maxNorm: number;
  /** PyTorch adds epsilon after bias correction, TensorFlow before; the two differ at small gradients. */
  readonly epsilonForm: 'pytorch' | 'tensorflow';
}

export const ADAMW_DEFAULTS: AdamWOptions = {
  learningRate: 1e-4,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0,
  maxNorm: 1,
  epsilonForm: 'pytorch',
};

/** Index of each number in `stats`. */
export const OPTIMIZER_STATS = { gradNorm: 0, clipCoefficient: 1, skipped: 2 } as const;

export class Optimizer {
  readonly gradients: Parameters;
  readonly m: Parameters;
  readonly v: Parameters;
  /** f32 [4], see OPTIMIZER_STATS. */
  readonly stats: Tensor;
  /** Sum of the gradients of a minibatch's parts; there once a step in parts was recorded. */
  #accumulated: Parameters | null = null;
  #partsUpdate: Promise<Plan> | null = null;
  /** Of each part of the parameters. */
  readonly #decay: readonly Tensor[];
  readonly #step;
  readonly #part;
  /** Updates taken so far. */
  steps = 0;

  constructor(private readonly parameters: Parameters) {
    const { gpu, layout, label } = parameters;
    this.gradients = new Parameters(gpu, layout, `${label}/gradients`, 'gradients');
    this.m = new Parameters(gpu, layout, `${label}/m`, 'moments');
    this.v = new Parameters(gpu, layout, `${label}/v`, 'moments');
    this.stats = gpu.createTensor(`${label}/optimizerStats`, [4], 'f32', { owner: 'moments' });
    const decay = layout.decayBlocks();
    let first = 0;
    this.#decay = parameters.parts.map(({ shape: [count] }, part) => {
      const blocks = decay.slice(first, (first += count / PARAMETER_ALIGNMENT));
      return gpu.upload(`${label}/decay/${part}`, blocks, [blocks.length], { owner: 'moments' });
    });
    this.#step = adamWUniforms(gpu);
    this.#part = accumulateUniforms(gpu);
  }

  /** Records the update; `prepare` sets its scalars before each replay. */
  record(rec: Recorder): void {
    this.#record(rec, this.gradients);
  }

  /** Records that the gradient is part of a minibatch's: `preparePart` says which before each replay. */
  recordPart(rec: Recorder): void {
    const sums = this.#sums();
    this.gradients.parts.forEach((gradient, part) => {
      const [count] = gradient.shape;
      accumulate(rec, { sum: sums.parts[part], x: gradient, count, step: this.#part });
    });
  }

  /** Sets whether the next part is the first of its minibatch. */
  preparePart(index: number): void {
    this.#part.set({ first: index === 0 ? 1 : 0 });
  }

  /** The update with the sum of all parts, recorded once; `prepare` sets its scalars before each replay. */
  partsUpdate(): Promise<Plan> {
    if (!this.#partsUpdate) {
      const rec = new Recorder(this.parameters.gpu, `${this.parameters.label}/update`);
      this.#record(rec, this.#sums());
      this.#partsUpdate = rec.finish();
    }
    return this.#partsUpdate;
  }

  #sums(): Parameters {
    const { gpu, layout, label } = this.parameters;
    return (this.#accumulated ??= new Parameters(gpu, layout, `${label}/accumulated`, 'gradients'));
  }

  #record(rec: Recorder, gradients: Parameters): void {
    const memory = this.parameters.parts.map((params, part) => ({
      params,
      grads: gradients.parts[part],
      m: this.m.parts[part],
      v: this.v.parts[part],
      decay: this.#decay[part],
      count: params.shape[0],
    }));
    adamW(rec, { memory, step: this.#step, stats: this.stats });
  }

  /** Counts a step and sets its scalars. Bias corrections are computed here, in double precision. */
  prepare(options: AdamWOptions): void {
    this.steps += 1;
    this.#step.set({
      lr: options.learningRate,
      beta1: options.beta1,
      beta2: options.beta2,
      eps: options.epsilon,
      weightDecay: options.weightDecay,
      maxNorm: options.maxNorm,
      bias1: 1 - options.beta1 ** this.steps,
      bias2: 1 - options.beta2 ** this.steps,
      epsForm: options.epsilonForm === 'pytorch' ? 0 : 1,
    });
  }

  /** Forgets the moments, as after a return to the base model. */
  reset(): void {
    this.steps = 0;
    this.m.clear();
    this.v.clear();
  }
}
