/**
 * What became of policies with a KL penalty and without one, from the same rankings, as the record of bench/leash.mjs has it, and what
 * the penalty is worth. Knows no run and no page.
 */
import { intervalOf, type Interval } from '../intervals.ts';

/** A policy in the end, by its answers to prompts that nothing was trained on. */
export interface LeashEnd {
  /** By the rater that ranked, above the base model's answers, in their spreads: the truth. */
  readonly utility: number;
  /** By the reward model, above the same. */
  readonly score: number;
  /** Nats an answer. */
  readonly kl: number;
  /** Distinct 4-grams of words ÷ all of them. */
  readonly distinct4: number;
}

/** One seed. */
export interface LeashResult {
  /** Rankings that were learned from, and iterations since. */
  readonly rankings: number;
  readonly iterations: number;
  readonly tastes: readonly {
    readonly taste: string;
    readonly held: LeashEnd;
    readonly cut: LeashEnd;
  }[];
}

export interface LeashGains {
  readonly rankings: number;
  readonly iterations: number;
  readonly tastes: readonly string[];
  /** Means over tastes and seeds. */
  readonly held: LeashEnd;
  readonly cut: LeashEnd;
  /** What runs with the penalty have above those without, over seeds, each a mean over its tastes. */
  readonly utility: Interval;
  readonly distinct4: Interval;
}

/** Null where there is no seed, or one without a taste. */
export function leashGainsOf(results: readonly LeashResult[]): LeashGains | null {
  const [first] = results;
  if (!first || results.some(({ tastes }) => tastes.length === 0)) return null;
  const over = (measure: keyof LeashEnd) =>
    intervalOf(
      results.map(({ tastes }) => mean(tastes.map(({ held, cut }) => held[measure] - cut[measure]))),
    );
  return {
    rankings: first.rankings,
    iterations: first.iterations,
    tastes: [...new Set(results.flatMap(({ tastes }) => tastes.map(({ taste }) => taste)))].toSorted(),
    held: meanEnd(results, 'held'),
    cut: meanEnd(results, 'cut'),
    utility: over('utility'),
    distinct4: over('distinct4'),
  };
}

function meanEnd(results: readonly LeashResult[], arm: 'held' | 'cut'): LeashEnd {
  const of = (measure: keyof LeashEnd) =>
    mean(results.map(({ tastes }) => mean(tastes.map((taste) => taste[arm][measure]))));
  return { utility: of('utility'), score: of('score'), kl: of('kl'), distinct4: of('distinct4') };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
