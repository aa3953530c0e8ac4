/**
 * A named range of a GPU buffer with a shape. Knows bytes and shapes; knows no kernel and no model.
 */

/** Bytes every binding offset must be a multiple of at WebGPU's default limits. */
export const BINDING_ALIGNMENT = 256;

/** f16 is a storage type: two numbers a 32-bit word, the first in its low half. Kernels unpack it to f32. */
export type ElementType = 'f32' | 'u32' | 'f16';

/** Bytes of one element. */
export function elementBytes(type: ElementType): number {
  return type === 'f16' ? 2 : 4;
}

/** A dense row-major tensor living in `buffer` from byte `offset` (a multiple of 256) on. */
export interface Tensor {
  readonly label: string;
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly type: ElementType;
}

/** Number of elements of a shape. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** Bytes a tensor occupies, rounded up to 16 so that vectorised kernels may read the tail. */
export function byteLength(tensor: Pick<Tensor, 'shape' | 'type'>): number {
  return paddedBytes(elementCount(tensor.shape), tensor.type);
}

/** Bytes for `count` elements, rounded up to 16. */
export function paddedBytes(count: number, type: ElementType = 'f32'): number {
  return Math.max(16, Math.ceil((count * elementBytes(type)) / 16) * 16);
}

/** The same memory under another shape with the same number of elements. */
export function reshape(tensor: Tensor, shape: readonly number[]): Tensor {
  if (elementCount(shape) !== elementCount(tensor.shape)) {
    throw new RangeError(
      `Cannot view ${tensor.label} [${tensor.shape.join(', ')}] as [${shape.join(', ')}]: the element counts differ.`,
    );
  }
  return { ...tensor, shape };
}
