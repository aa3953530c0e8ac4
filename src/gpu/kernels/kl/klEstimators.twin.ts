/** What klEstimators.wgsl must compute, in doubles. */
import type { KlEstimator } from './klEstimators.ts';

/** The estimate from d = log π − log π_ref, clamped to ±20. */
export function klValueTwin(name: KlEstimator, raw: number): number {
  const d = Math.min(20, Math.max(-20, raw));
  // Below 0.001 even expm1(-d) + d cancels; the next term of the series is under 1e-17 of the sum.
  const k3 = Math.abs(d) < 1e-3 ? series(d) : Math.expm1(-d) + d;
  return { k1: d, k2: d ** 2 / 2, k3 }[name];
}

/** Its derivative by log π; 0 where d is clamped. */
export function klSlopeTwin(name: KlEstimator, d: number): number {
  return Math.abs(d) > 20 ? 0 : { k1: 1, k2: d, k3: -Math.expm1(-d) }[name];
}

/** The first six terms of e^(−d) − 1 + d. */
function series(d: number): number {
  let [term, sum] = [-d, 0];
  for (let n = 2; n <= 7; n++) sum += term *= -d / n;
  return sum;
}
