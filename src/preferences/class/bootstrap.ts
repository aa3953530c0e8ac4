/**
 * How sure a number is that was computed from a sample: its percentile interval over resamples.
 *
 * Source: B. Efron and R. Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13. The same seed gives the same
 * interval. Must not know the number.
 */
import { mulberry } from '../chance.ts';

/** A number and how sure it is. */
export interface Estimate {
  readonly value: number;
  /** 95 %; null where there is too little to resample. */
  readonly interval: readonly [low: number, high: number] | null;
}

/** Below this many things that were sampled, resamples are too much alike to tell anything. */
const FEWEST = 3;
const RESAMPLES = 400;

/**
 * @param count how many things were sampled
 * @param statistic of things by their indexes, some more than once, others not at all; NaN where it does not exist
 */
export function bootstrap(
  count: number,
  statistic: (indexes: readonly number[]) => number,
  seed = 1,
): Estimate {
  const value = statistic(Array.from({ length: count }, (_, at) => at));
  if (count < FEWEST || Number.isNaN(value)) return { value, interval: null };
  const random = mulberry(seed);
  const seen: number[] = [];
  for (let resample = 0; resample < RESAMPLES; resample++) {
    const drawn = Array.from({ length: count }, () => Math.floor(random() * count));
    const one = statistic(drawn);
    if (!Number.isNaN(one)) seen.push(one);
  }
  // Where most resamples have no such number, what the others say is no interval.
  if (seen.length < RESAMPLES / 2) return { value, interval: null };
  seen.sort((a, b) => a - b);
  return { value, interval: [percentile(seen, 0.025), percentile(seen, 0.975)] };
}

/** Between the two nearest of ascending numbers. */
function percentile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  const high = Math.min(sorted.length - 1, low + 1);
  return sorted[low] + (place - low) * (sorted[high] - sorted[low]);
}
