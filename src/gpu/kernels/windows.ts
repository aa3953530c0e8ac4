/**
 * Matrices larger than one binding may be (128 MiB at WebGPU's default limits; GPT-2's embedding has 147), seen
 * through windows of whole rows. A window begins at a multiple of 64 rows (128 in half precision), so that it, and a
 * vector with a number for each row, begin where a binding may. Knows sizes; knows no kernel.
 */
import type { Gpu } from '../device.ts';
import { BINDING_ALIGNMENT, elementBytes, type ElementType, type Tensor } from '../tensor.ts';

/** Rows that a window begins at a multiple of: so many numbers are WebGPU's binding alignment. */
function windowRows(type: ElementType): number {
  return BINDING_ALIGNMENT / elementBytes(type);
}

/** Rows `first` to `first + count` of a matrix. */
export interface RowWindow {
  readonly first: number;
  readonly count: number;
}

/**
 * Cuts `rows` rows of `width` numbers each into windows that fit one binding; one window when all fit.
 * @throws RangeError when a window's least rows do not fit
 */
export function rowWindows(
  gpu: Pick<Gpu, 'maxBinding'>,
  rows: number,
  width: number,
  type: ElementType = 'f32',
): RowWindow[] {
  return cut(rows, mostRows(gpu, rows, width, type));
}

/** Rows that each window may have: all of them, or a multiple of what it may begin at. */
export function mostRows(
  { maxBinding }: Pick<Gpu, 'maxBinding'>,
  rows: number,
  width: number,
  type: ElementType = 'f32',
): number {
  const fitting = Math.floor(maxBinding / elementBytes(type) / width);
  if (fitting >= rows) return rows;
  const least = windowRows(type);
  const most = Math.floor(fitting / least) * least;
  if (most === 0) {
    throw new RangeError(
      `${least} rows of ${width} numbers are more than the ${maxBinding} bytes that this GPU binds at once.`,
    );
  }
  return most;
}

/** Windows of `step` out of `count`. */
export function cut(count: number, step: number): RowWindow[] {
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => ({
    first: index * step,
    count: Math.min(step, count - index * step),
  }));
}

/** `count` numbers of `tensor` from number `first` on, a multiple of 64 (128 in half precision). */
export function slice(tensor: Tensor, first: number, count: number): Tensor {
  return { ...tensor, offset: tensor.offset + first * elementBytes(tensor.type), shape: [count] };
}
