/** Means over seeds with their intervals, as benches tell them. Pure. */

/** A mean over seeds, and its 95 % interval by Student's t; as wide as can be from fewer than three. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Two-sided 95 % of Student's t, by degrees of freedom from 1; about 2 beyond. */
const STUDENT = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

export function intervalOf(values: readonly number[]): Interval {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  // Two may agree by chance, and seem certain.
  if (n < 3) return { mean, low: -Infinity, high: Infinity };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const half = (STUDENT[n - 2] ?? 2) * Math.sqrt(variance / n);
  return { mean, low: mean - half, high: mean + half };
}
