/**
 * Reads large tensors back in pieces, so that the memory for it on the way is a few megabytes, whatever their size.
 * Knows no name and no model.
 */
import { halfToFloatBits } from '../files/safetensors/dtype.ts';
import type { Gpu } from '../gpu/device.ts';
import { run } from '../gpu/queue.ts';
import { elementBytes, elementCount, type Tensor } from '../gpu/tensor.ts';

/** Numbers of one piece. */
const PIECE = 2 ** 20;
/** Copies are whole vec4s, of halves too, and pieces begin at one. */
const WHOLE = 8;

/** `count` numbers of an f32 or f16 tensor from number `first` on. */
export async function readInPieces(
  gpu: Gpu,
  tensor: Tensor,
  first: number,
  count: number,
): Promise<Float32Array> {
  const values = new Float32Array(count);
  const end = first + count;
  for (let at = Math.floor(first / WHOLE) * WHOLE; at < end; at += PIECE) {
    // To the tensor's end rather than to that of what is wanted, because a copy is rounded up.
    const shape = [Math.min(PIECE, elementCount(tensor.shape) - at)];
    const offset = tensor.offset + at * elementBytes(tensor.type);
    const [piece] = await run(gpu, [], [{ ...tensor, offset, shape }]);
    const [from, to] = [Math.max(first, at), Math.min(end, at + PIECE)];
    const wanted = piece.subarray(from - at, to - at);
    values.set(wanted instanceof Uint16Array ? fromHalves(wanted) : wanted, from - first);
  }
  return values;
}

/** Half-precision numbers, given as their bits, as float32. */
export function fromHalves(halves: Uint16Array): Float32Array {
  const values = new Float32Array(halves.length);
  const bits = new Uint32Array(values.buffer);
  for (let i = 0; i < halves.length; i++) bits[i] = halfToFloatBits(halves[i]);
  return values;
}
