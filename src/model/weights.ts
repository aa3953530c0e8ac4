/**
 * What a forward pass reads: matrices, biases and norms by name, and the adapters that stand beside some matrices.
 * Whether they are trained, shared or stored in half precision is not known here.
 */
import type { Gpu } from '../gpu/device.ts';
import type { Tensor } from '../gpu/tensor.ts';
import type { ParameterLayout } from './layout.ts';

/** A low-rank addition to a linear layer: y += scale · B·(A·x); Hu et al. 2021. */
export interface Adapter {
  /** [rank, inputs] */
  readonly a: Tensor;
  /** [outputs, rank] */
  readonly b: Tensor;
  /** alpha ÷ rank */
  readonly scale: number;
}

export interface Weights {
  readonly gpu: Gpu;
  /** Of the whole model, whoever owns its parts. */
  readonly layout: ParameterLayout;
  readonly label: string;
  /**
   * A parameter, or several that are read as one: f32, or f16 for a matrix of a base in half precision.
   * @throws RangeError when there is none.
   */
  view(name: string): Tensor;
  /** The adapter of a linear layer, called like its weight without `.weight`; null where it has none. */
  adapter(module: string): Adapter | null;
}
