/**
 * Element types of safetensors files and their conversion to and from float32. Works on bytes at any
 * offset, because the format does not align tensors. Knows no header and no file.
 */

/** Bytes per element. Types narrower than a byte (F4, F6) are not read. */
const BYTES = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
  U16: 2,
  I16: 2,
  F16: 2,
  BF16: 2,
  U32: 4,
  I32: 4,
  F32: 4,
  U64: 8,
  I64: 8,
  F64: 8,
} as const;

export type DType = keyof typeof BYTES;

/** Whether `name` is an element type with a whole number of bytes. */
export function isDType(name: unknown): name is DType {
  return typeof name === 'string' && Object.hasOwn(BYTES, name);
}

/** Bytes one element takes. */
export function bytesPerElement(dtype: DType): number {
  return BYTES[dtype];
}

const scratchFloat = new Float32Array(1);
const scratchBits = new Uint32Array(scratchFloat.buffer);

/** The float32 bits of a half-precision number; exact for every one of the 65,536, NaN payload kept. */
export function halfToFloatBits(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >>> 10) & 0x1f;
  const mantissa = half & 0x3ff;
  if (exponent === 0x1f) return (sign | 0x7f800000 | (mantissa << 13)) >>> 0;
  if (exponent > 0) return (sign | ((exponent + 112) << 23) | (mantissa << 13)) >>> 0;
  if (mantissa === 0) return sign >>> 0;
  // Subnormal: mantissa · 2^-24 is a normal float32. Normalise by the position of the leading bit.
  const shift = Math.clz32(mantissa) - 21;
  return (sign | ((113 - shift) << 23) | (((mantissa << shift) & 0x3ff) << 13)) >>> 0;
}

/** The half nearest to a float32, ties to even; beyond ±65519.996 it is infinity. */
export function floatToHalf(value: number): number {
  scratchFloat[0] = value;
  const bits = scratchBits[0];
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  // 65520 lies half-way between the largest half and 2^16, and ties to the even infinity.
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude >= 0x38800000) {
    const rebased = magnitude - 0x38000000;
    return sign | ((rebased + 0xfff + ((rebased >>> 13) & 1)) >>> 13);
  }
  // Subnormal: at 0.5 one float32 step is 2^-24, the step of subnormal halves, so the addition rounds.
  scratchBits[0] = magnitude;
  scratchFloat[0] = scratchFloat[0] + 0.5;
  return sign | (scratchBits[0] - 0x3f000000);
}

/**
 * Reads F32, F16 or BF16 elements as float32, exactly.
 * @param bytes the elements, little-endian, at any alignment.
 * @param room where half precision is converted to, from its start; a new array when left out.
 * @returns a view of `bytes` for aligned F32, otherwise of `room` or a new array.
 */
export function toFloat32(
  bytes: Uint8Array,
  dtype: 'F32' | 'F16' | 'BF16',
  room?: Float32Array,
): Float32Array {
  if (dtype === 'F32') {
    if (bytes.byteOffset % 4 === 0) {
      return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
    }
    return new Float32Array(bytes.slice().buffer);
  }
  const count = bytes.byteLength / 2;
  const values = room ? room.subarray(0, count) : new Float32Array(count);
  const bits = new Uint32Array(values.buffer, values.byteOffset, count);
  for (let i = 0; i < count; i++) {
    const word = bytes[2 * i] | (bytes[2 * i + 1] << 8);
    bits[i] = dtype === 'F16' ? halfToFloatBits(word) : word << 16;
  }
  return values;
}

/** Little-endian F16 bytes of `values`, each rounded to nearest even. */
export function toFloat16Bytes(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.length * 2);
  for (let i = 0; i < values.length; i++) {
    const half = floatToHalf(values[i]);
    bytes[2 * i] = half & 0xff;
    bytes[2 * i + 1] = half >>> 8;
  }
  return bytes;
}

/** Index of the first NaN or infinity, or -1. */
export function firstNonFinite(values: ArrayLike<number>): number {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) return i;
  }
  return -1;
}
