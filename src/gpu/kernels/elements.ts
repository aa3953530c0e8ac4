/**
 * Row-wise kernels come in two builds of the same WGSL: an element is a vec4 when rows are a whole number of
 * vec4, one number otherwise. This file pairs the builds and picks one. Knows no particular kernel.
 */
import type { BindingKind, Kernel } from '../pipelines.ts';
import { elementCount, type Tensor } from '../tensor.ts';
import scalarPrelude from '../shaders/elementwise/elementScalar.wgsl?raw';
import vec4Prelude from '../shaders/elementwise/elementVec4.wgsl?raw';

/** The two builds of a kernel. */
export interface ElementKernel {
  readonly vec4: Kernel;
  readonly scalar: Kernel;
}

/** Rows of reductions over rows that one invocation adds before the second pass adds the blocks. */
export const ROW_BLOCK = 64;

/** Pairs the builds of the concatenated `sources`. */
export function elementKernel(
  name: string,
  bindings: readonly BindingKind[],
  ...sources: readonly string[]
): ElementKernel {
  const build = (suffix: string, prelude: string): Kernel => ({
    name: `${name}.${suffix}`,
    code: [prelude, ...sources].join('\n'),
    bindings,
  });
  return { vec4: build('vec4', vec4Prelude), scalar: build('scalar', scalarPrelude) };
}

/**
 * The build for rows of `length` numbers.
 * @returns the kernel, its element width, and the row length counted in elements.
 */
export function forLength(
  kernel: ElementKernel,
  length: number,
): { readonly kernel: Kernel; readonly width: number; readonly elements: number } {
  return length % 4 === 0
    ? { kernel: kernel.vec4, width: 4, elements: length / 4 }
    : { kernel: kernel.scalar, width: 1, elements: length };
}

/**
 * Checks that `tensor` has at least `count` elements.
 * @throws RangeError naming the kernel and the tensor.
 */
export function requireElements(kernel: string, tensor: Tensor, count: number): void {
  if (elementCount(tensor.shape) < count) {
    throw new RangeError(
      `${kernel}: ${tensor.label} [${tensor.shape.join(', ')}] has fewer than ${count} elements.`,
    );
  }
}

/** True when both name the same bytes, so that a kernel may read one through its binding of the other. */
export function sameMemory(a: Tensor, b: Tensor): boolean {
  return a.buffer === b.buffer && a.offset === b.offset;
}
