import { describe, expect, it } from 'vitest';
import {
  firstNonFinite,
  floatToHalf,
  halfToFloatBits,
  toFloat32,
} from '../../../src/files/safetensors/dtype.ts';

const fromBits = (bits: number): number => new Float32Array(Uint32Array.of(bits).buffer)[0];
const halfValue = (half: number): number => fromBits(halfToFloatBits(half));

/** The definition of a half, written with powers of two. */
function definedValue(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 0x1f;
  const mantissa = half & 0x3ff;
  if (exponent === 0x1f) return mantissa ? NaN : sign * Infinity;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}

describe('half precision', () => {
  it('widens all 65,536 halves to the value their bits define', () => {
    for (let half = 0; half < 65_536; half++) {
      expect(Object.is(halfValue(half), definedValue(half))).toBe(true);
    }
  });

  it('narrows every half back to itself, and NaN to NaN', () => {
    for (let half = 0; half < 65_536; half++) {
      const back = floatToHalf(halfValue(half));
      if (Number.isNaN(definedValue(half))) expect(halfValue(back)).toBeNaN();
      else expect(back).toBe(half);
    }
  });

  it('rounds between neighbours to the nearest, and ties to the even one', () => {
    for (let half = 0; half < 0x7bff; half++) {
      const [low, high] = [definedValue(half), definedValue(half + 1)];
      const middle = (low + high) / 2;
      const step = middle * 2 ** -20;
      for (const sign of [0, 0x8000]) {
        const signed = sign ? -1 : 1;
        expect(floatToHalf(signed * middle)).toBe(sign | (half % 2 ? half + 1 : half));
        expect(floatToHalf(signed * (middle - step))).toBe(sign | half);
        expect(floatToHalf(signed * (middle + step))).toBe(sign | (half + 1));
      }
    }
  });

  it('overflows to infinity half-way to 2^16', () => {
    expect(floatToHalf(65_519)).toBe(0x7bff);
    expect(floatToHalf(65_520)).toBe(0x7c00);
    expect(floatToHalf(-1e30)).toBe(0xfc00);
    expect(floatToHalf(2 ** -26)).toBe(0);
  });
});

describe('toFloat32', () => {
  it('widens bfloat16 exactly', () => {
    const values = Float32Array.of(1, -2.5, 3.0e38, 2 ** -133, 0);
    const words = new Uint16Array(new Uint32Array(values.buffer).map((bits) => bits >>> 16));
    const expected = [...words].map((word) => fromBits(word << 16));
    expect([...toFloat32(new Uint8Array(words.buffer), 'BF16')]).toEqual(expected);
    expect(expected.slice(0, 2)).toEqual([1, -2.5]);
  });

  it('reads float32 at any byte offset', () => {
    const values = Float32Array.of(1.5, -7, 1e-40);
    for (let offset = 0; offset < 8; offset++) {
      const padded = new Uint8Array(offset + 12);
      padded.set(new Uint8Array(values.buffer), offset);
      expect(toFloat32(padded.subarray(offset), 'F32')).toEqual(values);
    }
  });

  it('finds the first value that is not finite', () => {
    expect(firstNonFinite(Float32Array.of(1, 2, -Infinity, NaN))).toBe(2);
    expect(firstNonFinite(Float32Array.of(0, NaN))).toBe(1);
    expect(firstNonFinite(Float32Array.of(3.4e38, -1))).toBe(-1);
  });
});
