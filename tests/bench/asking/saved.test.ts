/** Rankings saved at equal accuracy: of curves whose answer is known on paper. */
import { describe, expect, it } from 'vitest';
import { gainInterval, rankingsAt, rising, saved, savedInterval } from '../../../bench/asking/saved.ts';
import { stream } from '../../../src/rl/random.ts';

const RANKINGS = [4, 8, 12, 16];

describe('rankings at an accuracy', () => {
  const curve = { rankings: RANKINGS, accuracy: [0.6, 0.7, 0.7, 0.8] };

  it('lie on the line between two points, and on the first of those that stand still', () => {
    expect(rankingsAt(curve, 0.65)).toBeCloseTo(6, 9);
    expect(rankingsAt(curve, 0.7)).toBeCloseTo(8, 9);
    expect(rankingsAt(curve, 0.775)).toBeCloseTo(15, 9);
    expect(rankingsAt(curve, 0.8)).toBeCloseTo(16, 9);
  });

  it('before the first point go from a half with no ranking; none reach what is never reached', () => {
    expect(rankingsAt(curve, 0.55)).toBeCloseTo(2, 9);
    expect(rankingsAt(curve, 0.4)).toBe(0);
    expect(rankingsAt(curve, 0.81)).toBeNull();
  });
});

it('a curve that falls becomes the nearest that does not', () => {
  expect(rising([0.6, 0.7, 0.65, 0.9])).toEqual([0.6, 0.675, 0.675, 0.9]);
  expect(rising([3, 2, 1])).toEqual([2, 2, 2]);
  expect(rising([1, 2, 2, 3])).toEqual([1, 2, 2, 3]);
});

describe('saved', () => {
  const base = { rankings: RANKINGS, accuracy: [0.6, 0.65, 0.7, 0.75] };

  it('is what the other needs less than the base, and nothing of a curve against itself', () => {
    const twice = { rankings: RANKINGS, accuracy: [0.65, 0.75, 0.8, 0.8] };
    expect(saved(base, twice, 8).rankings).toBeCloseTo(4, 9);
    expect(saved(base, twice, 16).rankings).toBeCloseTo(8, 9);
    expect(saved(twice, base, 4).rankings).toBeCloseTo(-4, 9);
    const still = { rankings: RANKINGS, accuracy: [0.7, 0.7, 0.6, 0.9] };
    for (const count of RANKINGS)
      expect(saved(still, still, count)).toEqual({ rankings: 0, censored: false });
  });

  it('says where the other ends below, and counts what it was given', () => {
    const slow = { rankings: RANKINGS, accuracy: [0.5, 0.55, 0.6, 0.65] };
    expect(saved(base, slow, 8)).toEqual({ rankings: -8, censored: false });
    expect(saved(base, slow, 12)).toEqual({ rankings: -4, censored: true });
    expect(() => saved(base, slow, 10)).toThrow(RangeError);
  });
});

it('intervals hold seeds together: what is the same in every seed has no width, what is not has', () => {
  const draws = stream(1, 'seeds');
  // Seeds differ by far more than the ways of asking do: only pairs show that.
  const base = Array.from({ length: 12 }, () => {
    const level = 0.1 * draws.uniform();
    return [[0.5, 0.55, 0.6, 0.65].map((value) => value + level)];
  });
  const better = base.map((seed) => seed.map((of) => of.map((value) => value + 0.05)));
  const shift = savedInterval(RANKINGS, base, better, 12);
  for (const value of [shift.mean, shift.low, shift.high]) expect(value).toBeCloseTo(4, 6);
  expect(shift.censored).toBe(0);
  const gain = gainInterval(base, better, 2);
  for (const value of [gain.mean, gain.low, gain.high]) expect(value).toBeCloseTo(0.05, 9);

  const mixed = base.map((seed, at) =>
    seed.map((of) => of.map((value) => value + (at % 2 === 0 ? 0.08 : -0.08))),
  );
  const { low, high, censored } = savedInterval(RANKINGS, base, mixed, 12);
  expect(low).toBeLessThan(0);
  expect(high).toBeGreaterThan(0);
  expect(censored).toBeGreaterThan(0);
});
