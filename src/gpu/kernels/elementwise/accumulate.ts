/**
 * Sums of gradients over the pieces of a batch: the first piece overwrites, the others add. Knows flat memory;
 * knows no parameter and no loss.
 */
import type { Gpu } from '../../device.ts';
import { linearGrid, type Recorder } from '../../plan.ts';
import type { Tensor } from '../../tensor.ts';
import { UniformBlock } from '../../uniforms.ts';
import code from '../../shaders/elementwise/accumulate.wgsl?raw';
import { elementKernel, forLength, requireElements } from '../elements.ts';
import { rowWindows, slice } from '../windows.ts';

const ACCUMULATE = elementKernel('accumulate', ['read', 'readWrite', 'uniform'], code);

const FIELDS = { first: 'u32' } as const;

export type AccumulateUniforms = UniformBlock<typeof FIELDS>;

/** What changes from replay to replay: `first` is 1 for the piece that begins a new sum, 0 for the others. */
export function accumulateUniforms(gpu: Gpu): AccumulateUniforms {
  return new UniformBlock(gpu, 'accumulate', FIELDS);
}

export interface AccumulateOptions {
  /** [count], written. */
  readonly sum: Tensor;
  /** [count] */
  readonly x: Tensor;
  readonly count: number;
  readonly step: AccumulateUniforms;
}

/**
 * sum = x when step.first is 1, whatever `sum` held; else sum += x. Memory larger than one binding is worked on
 * window by window.
 * @throws RangeError when a tensor is too small
 */
export function accumulate(rec: Recorder, { sum, x, count, step }: AccumulateOptions): void {
  for (const tensor of [sum, x]) requireElements('accumulate', tensor, count);
  for (const window of rowWindows(rec.gpu, count, 1)) {
    const { kernel, elements } = forLength(ACCUMULATE, window.count);
    const piece = (tensor: Tensor) => slice(tensor, window.first, window.count);
    rec.dispatch(kernel, {
      constants: { COUNT: elements },
      bindings: [piece(x), piece(sum), step],
      grid: linearGrid(elements, 64),
      flops: window.count,
    });
  }
}
