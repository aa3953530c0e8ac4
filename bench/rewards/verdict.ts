/**
 * Held-out accuracies of several rankers and how sure they are: intervals by resampling raters, their seeds and the held-out rankings (Efron
 * 1979). Knows scores and tiers.
 */
import { orderedPairs } from '../../src/preferences/agreement.ts';
import { stream } from '../../src/rl/random.ts';
import type { Tiers } from './raters.ts';

/** Of each held-out ranking: pairs in strict order, and how many of them scores put so; equal scores are half right. */
export interface Tally {
  readonly pairs: readonly number[];
  readonly right: readonly number[];
}

export function tally(scores: readonly number[], rankings: readonly Tiers[]): Tally {
  let first = 0;
  const counts = rankings.map((tiers) => {
    const pairs = orderedPairs(tiers);
    const right = pairs.reduce(
      (sum, [better, worse]) => sum + (1 + Math.sign(scores[first + better] - scores[first + worse])) / 2,
      0,
    );
    first += tiers.flat().length;
    return { pairs: pairs.length, right };
  });
  return { pairs: counts.map(({ pairs }) => pairs), right: counts.map(({ right }) => right) };
}

export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

const DRAWS = 1000;

/**
 * Mean accuracy, less that of `base` where there is one, with its 95 % interval.
 * @param tallies [raters][seeds]
 */
export function interval(
  tallies: readonly (readonly Tally[])[],
  base: readonly (readonly Tally[])[] | null = null,
): Interval {
  return bootstrapped((choose) => {
    const shares = choose(tallies.length).map((rater) => {
      const seeds = choose(tallies[rater].length).map((seed) => {
        const own = tallies[rater][seed];
        const rankings = choose(own.pairs.length);
        const pairs = sum(rankings, own.pairs);
        const right = sum(rankings, own.right) - (base ? sum(rankings, base[rater][seed].right) : 0);
        return right / pairs;
      });
      return mean(seeds);
    });
    return mean(shares);
  });
}

/**
 * A statistic of what was seen, with its 95 % interval.
 * @param statistic `choose` gives the places that count of so many: each once, or drawn with replacement
 */
export function bootstrapped(statistic: (choose: (count: number) => number[]) => number): Interval {
  const draws = stream(1, 'bootstrap');
  const pick = (count: number) => Array.from({ length: count }, () => draws.integer(count));
  const all = (count: number) => Array.from({ length: count }, (_, index) => index);
  const drawn = Array.from({ length: DRAWS }, () => statistic(pick)).sort((a, b) => a - b);
  return {
    mean: statistic(all),
    low: drawn[Math.floor(DRAWS * 0.025)],
    high: drawn[Math.floor(DRAWS * 0.975)],
  };
}

function sum(rows: readonly number[], values: readonly number[]): number {
  return rows.reduce((total, row) => total + values[row], 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
