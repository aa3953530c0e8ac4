import { describe, expect, it } from 'vitest';
import { sameNumbers } from './typedEquality.ts';

describe('typed arrays', () => {
  it('are equal number by number, NaN and the sign of zero among them, also inside of others', () => {
    const some = () => Float32Array.of(1, NaN, -0, Infinity);
    expect(some()).toEqual(some());
    expect({ a: [some()] }).toEqual({ a: [some()] });
    expect(new Map([['w', some()]])).toEqual(new Map([['w', some()]]));
    expect(some()).not.toEqual(Float32Array.of(1, NaN, 0, Infinity));
    expect(some()).not.toEqual(Float32Array.of(1, 2, -0, Infinity));
    expect({ a: [some()] }).not.toEqual({ a: [some().fill(3, 3)] });
    expect(new Map([['w', some()]])).not.toEqual(new Map([['w', some().fill(3, 3)]]));
    expect(BigInt64Array.of(5n, -7n)).toEqual(BigInt64Array.of(5n, -7n));
    expect(BigInt64Array.of(5n, -7n)).not.toEqual(BigInt64Array.of(5n, 7n));
  });

  it('of other lengths, kinds or none are not', () => {
    expect(Float32Array.of(1, 2)).not.toEqual(Float32Array.of(1, 2, 3));
    expect(Float32Array.of(1, 2, 3)).not.toEqual(Float32Array.of(1, 2));
    expect(Float32Array.of(1, 2)).not.toEqual(Uint32Array.of(1, 2));
    expect(Float32Array.of(1, 2)).not.toEqual([1, 2]);
    expect(new Float32Array(0)).not.toEqual(null);
  });

  it('are left to others where they are not both such', () => {
    expect(sameNumbers([1], [1])).toBeUndefined();
    expect(sameNumbers(Float32Array.of(1), Float64Array.of(1))).toBeUndefined();
    expect(sameNumbers(new DataView(new ArrayBuffer(4)), new DataView(new ArrayBuffer(4)))).toBeUndefined();
  });
});
