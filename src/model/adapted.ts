/**
 * A base with adapters of its own beside it and scalar heads on top: the base is shared and stays as it is, and only
 * what is small is trained. Also the way back to plain weights: W + scale · B·A. Hu et al. 2021. Knows no training.
 */
import { adaptedModules, initialAdapters } from './adapters.ts';
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

/** One parameter of a model, whole. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
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

/** The parameters of `weights` one at a time, adapters added to what they stand beside; heads come last. */
export async function* mergedTensors(
  weights: Trainable | BaseWeights,
): AsyncGenerator<NamedTensor, void, undefined> {
  const adapted = weights instanceof AdaptedWeights ? weights : null;
  // What has no adapters holds its weights itself.
  const base = adapted?.base ?? (weights as BaseWeights);
  const { adapters } = adapted?.parameters.layout ?? { adapters: null };
  const modules = adapters ? adaptedModules(base.layout.config, adapters.targets) : [];
  const byWeight = new Map(modules.map((module) => [`${module.name}.weight`, module]));
  for (const { name, shape } of base.layout.entries) {
    const values = await base.readTensor(name);
    const module = byWeight.get(name);
    if (module && adapted && adapters) {
      const a = await adapted.parameters.readTensor(`${module.name}.lora_A`);
      const b = await adapted.parameters.readTensor(`${module.name}.lora_B`);
      addProduct(values, { a, b, scale: adapters.alpha / adapters.rank, ...module });
    }
    yield { name, shape, values };
  }
  if (!adapted) return;
  for (const { name, shape } of adapted.parameters.layout.entries) {
    if (/\.lora_[AB]$/.test(name)) continue;
    yield { name, shape, values: await adapted.parameters.readTensor(name) };
  }
}

interface Product {
  /** [rank, inputs] */
  readonly a: Float32Array;
  /** [outputs, rank] */
  readonly b: Float32Array;
  readonly scale: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly inputsFirst: boolean;
}

/** weight += scale · B·A, each sum in double precision. */
export function addProduct(
  weight: Float32Array,
  { a, b, scale, inputs, outputs, inputsFirst }: Product,
): void {
  const rank = a.length / inputs;
  const sums = new Float64Array(inputs);
  for (let output = 0; output < outputs; output++) {
    sums.fill(0);
    for (let inner = 0; inner < rank; inner++) {
      const factor = scale * b[output * rank + inner];
      for (let input = 0; input < inputs; input++) sums[input] += factor * a[inner * inputs + input];
    }
    const [start, step] = inputsFirst ? [output, outputs] : [output * inputs, 1];
    for (let input = 0; input < inputs; input++) weight[start + input * step] += sums[input];
  }
}
