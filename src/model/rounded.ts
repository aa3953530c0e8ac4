/**
 * A copy of weights in fewer bits: what samples where the sampler is not the trainer. Matrices are rounded (to F16, or to
 * integers of 8 or 4 bits with a step a row, kept as halves), norms, biases and learned positions are not, and arithmetic is
 * f32, so that what differs is the weights and nothing else. Adapters stand beside a rounded base as they are. Knows no sampling.
 */
import { roundRows } from '../gpu/kernels/elementwise/roundRows.ts';
import { Recorder, type Plan } from '../gpu/plan.ts';
import { submit, type CopyCommand } from '../gpu/queue.ts';
import { AdaptedWeights, type Trainable } from './adapted.ts';
import { HalfWeights } from './base.ts';
import { ParameterLayout } from './layout.ts';
import type { Weights } from './weights.ts';

/** Steps to either side of 0 that a row of a matrix has; 0 rounds to F16 alone. */
const LEVELS = { f16: 0, int8: 127, int4: 7, int3: 3 } as const;

export type Rounding = keyof typeof LEVELS;

export class RoundedWeights {
  /** To sample from; they are as the trained ones were when {@link refresh} was last called. */
  readonly weights: Weights;
  readonly #half: HalfWeights;
  readonly #source: Weights;
  #recorded: Promise<Plan> | null = null;
  readonly #copies: CopyCommand[] = [];

  constructor(
    trained: Trainable,
    readonly rounding: Rounding,
  ) {
    this.#source = trained instanceof AdaptedWeights ? trained.base : trained;
    const layout = new ParameterLayout(trained.layout.config);
    this.#half = new HalfWeights(trained.gpu, layout, `sampler/${rounding}`);
    this.weights =
      trained instanceof AdaptedWeights ? new AdaptedWeights(this.#half, trained.parameters) : this.#half;
  }

  /** Rounds the trained weights as they are now. */
  async refresh(): Promise<void> {
    this.#recorded ??= this.#record();
    submit(this.#half.gpu, [await this.#recorded], this.#copies);
  }

  /** Frees the copy; nothing may be sampled from it then. */
  async free(): Promise<void> {
    (await this.#recorded)?.destroy();
    this.#half.destroy();
  }

  #record(): Promise<Plan> {
    const rec = new Recorder(this.#half.gpu, this.#half.label);
    for (const { name, shape } of this.#half.layout.units) {
      const [from, to] = [this.#source.view(name), this.#half.view(name)];
      const [rows, width = 1] = shape;
      if (to.type === 'f32') this.#copies.push({ from, to });
      else roundRows(rec, { x: from, out: to, rows, width, levels: LEVELS[this.rounding] });
    }
    return rec.finish();
  }
}
