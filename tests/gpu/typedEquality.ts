/**
 * Typed arrays of one kind are compared in one loop: Vitest's own walk over their elements takes seconds for a cache of
 * keys. What is equal stays the same: NaN is NaN, -0 is not 0, and a kind is only equal to itself.
 */
import { expect } from 'vitest';

type Numbers = ArrayLike<number | bigint> & { readonly constructor: unknown };

function isNumbers(value: unknown): value is Numbers {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

/** Undefined where it is for others to say. */
export function sameNumbers(a: unknown, b: unknown): boolean | undefined {
  if (!isNumbers(a) || !isNumbers(b) || a.constructor !== b.constructor) return undefined;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}

expect.addEqualityTesters([sameNumbers]);
