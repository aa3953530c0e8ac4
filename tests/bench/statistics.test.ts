import { describe, expect, it } from 'vitest';
import { geometricMean, largestDifference, median, relativeSpread } from '../../bench/statistics.ts';

describe('median', () => {
  it('is the middle value whatever the order, or the mean of the two middle ones', () => {
    expect(median([9, 1, 4])).toBe(4);
    expect(median([4, 1, 9, 2])).toBe(3);
    expect(median([10, 9, 1])).toBe(9);
  });

  it('refuses nothing at all', () => {
    expect(() => median([])).toThrow('median of nothing');
  });
});

describe('geometricMean', () => {
  it('of ratios and of their inverses are inverse', () => {
    expect(geometricMean([2, 8])).toBeCloseTo(4, 12);
    expect(geometricMean([1 / 2, 1 / 8])).toBeCloseTo(1 / 4, 12);
  });

  it('refuses what is not a positive number, so that a failed part cannot slip in', () => {
    expect(() => geometricMean([])).toThrow('of nothing');
    expect(() => geometricMean([2, 0])).toThrow('positive');
    expect(() => geometricMean([2, Number.NaN])).toThrow('positive');
  });
});

describe('relativeSpread', () => {
  it('is 0 for equal times and not moved by one outlier', () => {
    expect(relativeSpread([5, 5, 5, 5])).toBe(0);
    expect(relativeSpread([10, 10, 10, 10, 10, 10, 10, 500])).toBe(0);
    expect(relativeSpread([8, 9, 10, 11, 12])).toBeCloseTo(0.1, 12);
  });
});

describe('largestDifference', () => {
  it('looks at the steps that both curves have', () => {
    expect(largestDifference([1, 2, 3], [1, 2.5])).toBe(0.5);
  });

  it('does not lose a NaN, and refuses curves without a common step', () => {
    expect(largestDifference([1, Number.NaN, 3], [1, 2, 3.5])).toBeNaN();
    expect(() => largestDifference([], [1])).toThrow('common step');
  });
});
