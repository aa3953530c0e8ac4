/** A stream of repeatable random numbers for fuzz tests. */

export interface RandomStream {
  /** A whole number from 0 to below `bound`. */
  below(bound: number): number;
  /** One of `values`. */
  pick<Value>(values: readonly Value[]): Value;
}

/** Mulberry32, so that neighbouring draws do not depend on each other's low bits. */
export function randomStream(seed: number): RandomStream {
  let state = seed;
  const below = (bound: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
  return { below, pick: (values) => values[below(values.length)] };
}
