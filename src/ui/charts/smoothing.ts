/** Exponential smoothing of a curve. Knows numbers only. */

/**
 * Debiased exponential moving average: s_n = Σ w^(n−i)·v_i ÷ Σ w^(n−i), so that the first values
 * are not pulled towards zero (the correction Adam uses).
 *
 * @param weight w in [0, 1); 0 returns the values unchanged.
 */
export function smooth(values: readonly number[], weight: number): number[] {
  let sum = 0;
  let norm = 0;
  return values.map((value) => {
    sum = sum * weight + value;
    norm = norm * weight + 1;
    return sum / norm;
  });
}
