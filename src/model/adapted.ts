/**
 * A base with adapters of its own beside it and scalar heads on top: the base is shared and stays as it is, and only
 * what is small is trained. Hu et al. 2021. Knows no training.
 */
import { initialAdapters } from './adapters.ts';
import type { BaseWeights } from './base.ts';
import type { Parameters } from './parameters.ts';
import type { Gpu } from '../gpu/device.ts';
import type { Tensor } from '../gpu/tensor.ts';
import type { Adapter, Weights } from './weights.ts';

/** Weights of which some, or all, are trained. */
export interface Trainable extends Weights {
  /** What is trained; gradients and moments have the same layout. */
  readonly parameters: Parameters;
}

export class AdaptedWeights implements Trainable {
  readonly gpu: Gpu;
  readonly layout;
  readonly label: string;

  /** @param parameters adapters, and heads */
  constructor(
    readonly base: BaseWeights,
    readonly parameters: Parameters,
  ) {
    this.gpu = base.gpu;
    this.layout = base.layout;
    this.label = parameters.label;
  }

  view(name: string): Tensor {
    return this.parameters.find(name) ?? this.base.view(name);
  }

  adapter(module: string): Adapter | null {
    const { adapters } = this.parameters.layout;
    const a = this.parameters.find(`${module}.lora_A`);
    if (!adapters || !a) return null;
    return { a, b: this.parameters.view(`${module}.lora_B`), scale: adapters.alpha / adapters.rank };
  }

  /**
   * Adapters as they start, which change nothing: A random, B zero; heads zero.
   * @param uniform draws from [0, 1)
   */
  start(uniform: () => number): void {
    const { config, adapters } = this.parameters.layout;
    this.parameters.clear();
    if (!adapters) return;
    for (const [name, values] of initialAdapters(config, adapters, uniform)) {
      this.parameters.write(name, 0, values);
    }
  }
}
