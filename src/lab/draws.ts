/** Random numbers that the lab's strategies draw beside those of a stream itself: Beta and Gamma. Pure. */
import type { Stream } from '../rl/random.ts';

/** A Beta(a, b) number for a, b ≥ 1, from two gamma numbers. */
export function beta(a: number, b: number, random: Stream): number {
  const x = gamma(a, random);
  return x / (x + gamma(b, random));
}

/** A Gamma(shape, 1) number for a shape of at least 1 (Marsaglia and Tsang 2000). */
export function gamma(shape: number, random: Stream): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const z = random.gaussian();
    const v = (1 + c * z) ** 3;
    if (v > 0 && Math.log(1 - random.uniform()) < z * z * 0.5 + d - d * v + d * Math.log(v)) return d * v;
  }
}
