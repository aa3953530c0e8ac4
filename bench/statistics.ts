/** The few statistics that results are told with. Pure. */

/** Middle of the sorted values; the mean of the two middle ones when their number is even. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('The median of nothing is not defined.');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Geometric mean of positive numbers. */
export function geometricMean(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('The geometric mean of nothing is not defined.');
  if (!values.every((value) => value > 0)) {
    throw new RangeError(`A geometric mean needs positive numbers, got ${values.join(', ')}.`);
  }
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** Half of the distance between the quartiles, as a share of the median: how much a timing wobbled. */
export function relativeSpread(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return (at(0.75) - at(0.25)) / 2 / median(values);
}

/** Largest distance of two curves over the steps that both have; at least one step. */
export function largestDifference(a: readonly number[], b: readonly number[]): number {
  const count = Math.min(a.length, b.length);
  if (count === 0) throw new RangeError('Curves without a common step cannot be compared.');
  let largest = 0;
  // Math.max keeps a NaN; a comparison would lose it.
  for (let i = 0; i < count; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]));
  return largest;
}
