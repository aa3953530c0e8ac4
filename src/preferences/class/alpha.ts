/**
 * Krippendorff's alpha: how far raters agree beyond chance, whatever their number and whatever is missing.
 *
 * Source: K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), sections C to E; the differences of each
 * level are its table. Must not know what the values are about.
 */

/** What may be read out of the values: that they are equal, which is more, or by how much. */
export type Level = 'nominal' | 'ordinal' | 'interval';

/** How often each value met each other one in a unit: symmetric, aligned with `values`, which ascend. */
export interface Coincidences {
  readonly values: readonly number[];
  /** `counts[c * values.length + k]`, o_ck. */
  readonly counts: Float64Array;
}

/**
 * Alpha of units that several raters gave values to; who gave which does not matter. 1: all agree, 0: as by chance, below:
 * they differ systematically. NaN where no unit has two values, or all values are the same, of which nothing can be said.
 * @param units the values of each unit, one a rater who gave one; missing ones are left out
 */
export function krippendorffAlpha(units: readonly (readonly number[])[], level: Level): number {
  return alphaOf(coincidences(units), level);
}

/**
 * Coincidences of units. A unit of m values counts each ordered pair of them 1/(m − 1) times; one of a single value has none.
 * @param values all that occur, ascending; those of the units when left out
 */
export function coincidences(
  units: readonly (readonly number[])[],
  values: readonly number[] = valuesOf(units),
): Coincidences {
  const index = new Map(values.map((value, at) => [value, at]));
  const counts = new Float64Array(values.length ** 2);
  for (const unit of units) {
    if (unit.length < 2) continue;
    const weight = 1 / (unit.length - 1);
    const places = unit.map((value) => index.get(value) ?? 0);
    for (const [i, c] of places.entries())
      for (const [j, k] of places.entries()) if (i !== j) counts[c * values.length + k] += weight;
  }
  return { values, counts };
}

/** Every value that occurs, ascending. */
export function valuesOf(units: readonly (readonly number[])[]): readonly number[] {
  return [...new Set(units.flat())].toSorted((a, b) => a - b);
}

/** α = 1 − (n − 1) · Σ o_ck δ²_ck ÷ Σ n_c n_k δ²_ck. */
export function alphaOf({ values, counts }: Coincidences, level: Level): number {
  const size = values.length;
  const totals = values.map((_, c) => sum(counts.subarray(c * size, (c + 1) * size)));
  const all = sum(totals);
  const delta = differences(values, totals, level);
  let observed = 0;
  let expected = 0;
  for (let c = 0; c < size; c++)
    for (let k = 0; k < size; k++) {
      const squared = delta(c, k);
      observed += counts[c * size + k] * squared;
      expected += totals[c] * totals[k] * squared;
    }
  return expected === 0 ? NaN : 1 - ((all - 1) * observed) / expected;
}

/** δ² of two values by their indexes. */
function differences(values: readonly number[], totals: readonly number[], level: Level) {
  if (level === 'nominal') return (c: number, k: number) => (c === k ? 0 : 1);
  if (level === 'interval') return (c: number, k: number) => (values[c] - values[k]) ** 2;
  // How many ratings lie below the middle of each value: the distance of two is what lies between, half of both included.
  let below = 0;
  const middles = totals.map((total) => (below += total) - total / 2);
  return (c: number, k: number) => (middles[c] - middles[k]) ** 2;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
