/**
 * float32 numbers as the bytes that model files store: F32, F16 or BF16. Knows no file and no model.
 */
import { toFloat16Bytes } from './dtype.ts';
import { CheckpointError } from '../errors.ts';

/** Element types that weights are written as. */
export type StoredType = 'F32' | 'F16' | 'BF16';

/** What PyTorch calls them. */
export const TORCH_TYPE: Readonly<Record<StoredType, string>> = {
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
};

/** Bytes one element takes. */
export function storedBytes(type: StoredType): number {
  return type === 'F32' ? 4 : 2;
}

/**
 * Little-endian bytes of `values`, in memory of their own; each rounded to nearest, ties to even.
 * @param name how to call the tensor in a message.
 * @throws CheckpointError when a finite value would become infinite.
 */
export function storeFloats(name: string, values: Float32Array, type: StoredType): Uint8Array<ArrayBuffer> {
  if (type === 'F32') return new Uint8Array(values.slice().buffer);
  const bytes = type === 'F16' ? toFloat16Bytes(values) : toBFloat16Bytes(values);
  // The high byte and sign-less top bits of infinity; NaN has more bits set below them.
  const [high, low] = type === 'F16' ? [0x7c, 0x00] : [0x7f, 0x80];
  for (let i = 0; i < values.length; i++) {
    const infinite = (bytes[2 * i + 1] & 0x7f) === high && bytes[2 * i] === low;
    if (infinite && Number.isFinite(values[i])) throw tooLarge(name, values[i], type);
  }
  return bytes as Uint8Array<ArrayBuffer>;
}

/** BF16 is the upper half of a float32. */
function toBFloat16Bytes(values: Float32Array): Uint8Array {
  const floats = new Uint32Array(values.slice().buffer);
  const words = new Uint8Array(values.length * 2);
  for (let i = 0; i < floats.length; i++) {
    const bits = floats[i];
    // Rounding a NaN may carry into the sign; a quiet NaN stands for all.
    const nan = (bits & 0x7fffffff) > 0x7f800000;
    const word = nan ? (bits >>> 16) | 0x40 : (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
    words[2 * i] = word & 0xff;
    words[2 * i + 1] = word >>> 8;
  }
  return words;
}

function tooLarge(name: string, value: number, type: StoredType): CheckpointError {
  return new CheckpointError({
    kind: 'format',
    happened: `"${name}" holds ${value}, which ${type} cannot store.`,
    kept: 'The file was not finished.',
    todo: 'Write this model in F32.',
  });
}
