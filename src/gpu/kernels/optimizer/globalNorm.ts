/**
 * The global norm of numbers in any number of buffers, in one dispatch a binding and one more: what gradients are
 * clipped by, and by which weights are found to be broken. Knows no optimizer but the scalars of its step.
 */
import type { Recorder } from '../../plan.ts';
import type { Tensor } from '../../tensor.ts';
import normCode from '../../shaders/optimizer/gradNorm.wgsl?raw';
import type { AdamWUniforms } from './adamw.ts';
import { elementKernel, forLength, requireElements } from '../elements.ts';
import { GRAD_NORM, GRAD_NORM_VARIANTS, type GradNormVariant } from './gradNormVariants.ts';
import { rowWindows, slice } from '../windows.ts';

const NORM = elementKernel('gradNorm', ['read', 'readWrite'], normCode);

/** Numbers that windows begin at a multiple of. */
const BLOCK = 64;

export interface GlobalNorm {
  /** [count] each. */
  readonly parts: readonly { readonly x: Tensor; readonly count: number }[];
  /** Only maxNorm is read. */
  readonly step: AdamWUniforms;
  /** [4], written: norm, clip coefficient, 1 if the norm is NaN or infinite or its square overflows f32, unused. */
  readonly stats: Tensor;
}

/**
 * sqrt(Σ x²) over all parts, always added in the same order, and min(1, maxNorm / (norm + 1e-6)).
 * @throws RangeError when a tensor is too small.
 */
export function globalNorm(rec: Recorder, { parts, step, stats }: GlobalNorm): void {
  requireElements('globalNorm', stats, 4);
  const windows = parts.flatMap(({ x, count }) => {
    requireElements('globalNorm', x, count);
    return rowWindows(rec.gpu, Math.ceil(count / BLOCK), BLOCK).map((blocks) => {
      const first = blocks.first * BLOCK;
      const length = Math.min(count - first, blocks.count * BLOCK);
      return { x: slice(x, first, length), count: length };
    });
  });
  const variant: GradNormVariant = GRAD_NORM_VARIANTS[GRAD_NORM.chosen(rec.gpu)];
  const { numbersEach, most } = variant;
  const sumsOf = (count: number) => Math.min(most, Math.max(64, Math.ceil(count / numbersEach / 64) * 64));
  const total = windows.reduce((sum, { count }) => sum + sumsOf(count), 0);
  const partials = rec.scratch('gradNorm', [total]);
  let first = 0;
  for (const { x, count } of windows) {
    const { kernel, elements } = forLength(NORM, count);
    const sums = sumsOf(count);
    rec.dispatch(kernel, {
      constants: { COUNT: elements, PARTS: sums },
      bindings: [x, slice(partials, first, sums)],
      grid: [sums / 64],
      flops: count * 2,
    });
    first += sums;
  }
  rec.dispatch(variant.finish, {
    constants: { PARTS: total },
    bindings: [partials, stats, step],
    grid: [1],
  });
  rec.release(partials);
}
