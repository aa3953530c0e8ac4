/**
 * Kendall's W: how far several rankings of the same items agree, ties corrected.
 *
 * Source: M. G. Kendall, "Rank Correlation Methods" (1948), chapter 6; with ties as S. Siegel and N. J. Castellan,
 * "Nonparametric Statistics" (1988), 9.3.3. Must not know who ranked what.
 */

/** W of rankings of the same items. */
export interface Concordance {
  /** 0: no agreement at all, 1: all rank alike. NaN with fewer than two rankings or items, or if all is tied. */
  readonly w: number;
  readonly rankings: number;
  readonly items: number;
  /** m (n − 1) W, which is as χ² of n − 1 degrees of freedom where there is no agreement and m is large. */
  readonly chiSquare: number;
}

/**
 * W = 12 Σ (R_i − R̄)² ÷ (m² (n³ − n) − m Σ T_j), T_j = Σ (t³ − t) over the ties of ranking j.
 * @param rankings [ranking][item]: numbers of which less is better; only their order within a ranking counts
 */
export function kendallW(rankings: readonly (readonly number[])[]): Concordance {
  const m = rankings.length;
  const n = rankings[0]?.length ?? 0;
  const ranks = rankings.map(midRanks);
  const sums = Array.from({ length: n }, (_, item) => ranks.reduce((total, one) => total + one[item], 0));
  const mean = (m * (n + 1)) / 2;
  const squares = sums.reduce((total, value) => total + (value - mean) ** 2, 0);
  const ties = ranks.reduce((total, one) => total + tieCorrection(one), 0);
  const most = m ** 2 * (n ** 3 - n) - m * ties;
  const w = m < 2 || n < 2 || most <= 0 ? NaN : (12 * squares) / most;
  return { w, rankings: m, items: n, chiSquare: m * (n - 1) * w };
}

/** Ranks from 1 on, the least value first; equal values share the mean of their places. */
export function midRanks(values: readonly number[]): number[] {
  return values.map((value) => {
    const less = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return less + (equal + 1) / 2;
  });
}

/** Σ (t³ − t) over groups of equal values. */
function tieCorrection(values: readonly number[]): number {
  const groups = new Map<number, number>();
  for (const value of values) groups.set(value, (groups.get(value) ?? 0) + 1);
  return [...groups.values()].reduce((total, t) => total + t ** 3 - t, 0);
}
