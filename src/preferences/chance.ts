/** Chance that repeats with its seed, for orders in which things are shown and for resampling. Knows no run: those have rl/random.ts. */

/** Uniform in [0, 1), the same sequence for the same seed (mulberry32): enough for an order, not for a model. */
export function mulberry(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A random order of 0 … count − 1 (Fisher-Yates). @param random uniform in [0, 1) */
export function shuffle(count: number, random: () => number): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
