/** Student's t for whole degrees of freedom, by the finite sums of Abramowitz and Stegun 26.7.3 and 26.7.4. Pure. */

/**
 * How likely a |t| at least so large is where there is no difference.
 * @param freedom degrees of freedom, a whole number from 1
 */
export function twoSided(t: number, freedom: number): number {
  if (Number.isNaN(t)) return NaN;
  const angle = Math.atan(Math.abs(t) / Math.sqrt(freedom));
  const cos2 = Math.cos(angle) ** 2;
  const odd = freedom % 2 === 1;
  // Each term is the one before, times cos² and a ratio of neighbouring whole numbers.
  let term = odd ? Math.cos(angle) : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let k = odd ? 3 : 2; k < freedom; k += 2) {
    term *= cos2 * ((k - 1) / k);
    sum += term;
  }
  const inside = odd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
  return Math.min(1, Math.max(0, 1 - inside));
}

/**
 * Holm's adjustment (1979): of p-values of several comparisons, those that may be held against one level together, in the
 * order given.
 */
export function holm(ps: readonly number[]): number[] {
  const order = ps.map((_, at) => at).sort((one, other) => ps[one] - ps[other]);
  const adjusted = ps.map(() => 1);
  let most = 0;
  for (const [rank, at] of order.entries()) {
    most = Math.max(most, Math.min(1, (ps.length - rank) * ps[at]));
    adjusted[at] = most;
  }
  return adjusted;
}
