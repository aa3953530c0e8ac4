/**
 * Which learning rate a method enters a contest with: the same rule for all. Each of three rates, a factor apart around the usual
 * one, trains one run of a seed and of a taste that are not among those reported; of those whose KL stays within a bound, the
 * one whose answers that taste likes best. Pure.
 */

/** Rates tried, as multiples of the usual one. */
export const RATE_FACTORS = [1 / 3, 1, 3] as const;

/** Nats an answer: half as much again as the usual target of an adaptive leash. */
export const KL_BOUND = 6;

/** Seeds that are reported begin at 1. */
export const TUNING_SEED = 0;

export interface Tried {
  readonly learningRate: number;
  /** Above the base model's, in its spreads; NaN where the run broke. */
  readonly utility: number;
  readonly kl: number;
}

/** Rates to try, to three digits. */
export function ratesAround(usual: number): readonly number[] {
  return RATE_FACTORS.map((factor) => Number((usual * factor).toPrecision(3)));
}

/**
 * The rate to take: of those within the bound the best by utility; where none is, the one that drifted least; where all broke,
 * the smallest.
 */
export function chosenRate(tried: readonly Tried[], bound = KL_BOUND): number {
  const whole = tried.filter(({ utility, kl }) => Number.isFinite(utility) && Number.isFinite(kl));
  const within = whole.filter(({ kl }) => kl <= bound);
  if (within.length > 0) return first(within, (one, other) => other.utility - one.utility);
  if (whole.length > 0) return first(whole, (one, other) => one.kl - other.kl);
  return first(tried, (one, other) => one.learningRate - other.learningRate);
}

function first(tried: readonly Tried[], order: (one: Tried, other: Tried) => number): number {
  return tried.toSorted((one, other) => order(one, other) || one.learningRate - other.learningRate)[0]
    .learningRate;
}
