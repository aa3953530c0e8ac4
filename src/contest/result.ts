/**
 * What a contest keeps of each of its runs: how it was made, what it used, what came of it at each look. And of each seed, what
 * the base model is worth on the prompts that are looked at, with best-of-n by the same reward model: zero, unit and yardstick.
 * Plain values that go into files; knows no file and no run. Pure.
 */
import type { BestOf } from '../experiments/overoptimisation.ts';

/** What runs must have in common to stand in one table, by names that people read. */
export type Conditions = Readonly<Record<string, string | number>>;

/** What a run is worth, by answers to prompts that nothing was trained on. Means over answers. */
export interface Look {
  /** Iterations done. */
  readonly iteration: number;
  /** Of the rater that ranked: the truth. In its own unit. */
  readonly utility: number;
  /** Of the reward model that was fitted to the seed's rankings, the same for all methods. */
  readonly score: number;
  /** Nats an answer, Σ over tokens of log π − log π_ref; for best-of-n its upper bound. */
  readonly kl: number;
  /** Distinct 4-grams of words ÷ all of them. */
  readonly distinct4: number;
  /** Tokens, end token included. */
  readonly length: number;
  /** Share of answers that ended by themselves. */
  readonly ended: number;
}

/** What it really took. */
export interface Used {
  /** Sampled by the method's own iterations, whether learned from or only looked at. */
  readonly answers: number;
  readonly tokens: number;
  /** Steps of the optimizer. */
  readonly updates: number;
  /** Answers read in updates, once for each update of a batch, however many epochs it has. */
  readonly learned: number;
  /** From the first stage to the end of the last iteration, looks left out. */
  readonly seconds: number;
}

export interface Run {
  readonly method: string;
  readonly seed: number;
  /** Of the policy; null where the method has none. */
  readonly learningRate: number | null;
  readonly looks: readonly Look[];
  /** Where its numbers were no longer finite, and in what words; null where it came to its end. */
  readonly broken: { readonly iteration: number; readonly why: string } | null;
  readonly used: Used;
}

/** The base model on the prompts that are looked at. */
export interface Base {
  readonly seed: number;
  /** Mean and spread of its answers by the rater. */
  readonly utility: { readonly mean: number; readonly sd: number };
  /** By the reward model: the mean of its answers. */
  readonly score: number;
  /** Rankings that taught the reward model, and what it is worth on those held out. */
  readonly rankings: number;
  readonly agreement: number | null;
  /** Digest of the reward model that judged: runs that are made later are judged by the same, or not at all. */
  readonly judge: string;
  /** Best of 1, 2, 4 … of its answers; `value` and `proxy` above its mean, in its spreads and in the reward model's. */
  readonly bestOf: readonly BestOf[];
}

/** Utility above the base model's, in spreads of its answers to the same prompts. */
export function gain({ utility }: Pick<Look, 'utility'>, base: Pick<Base, 'utility'>): number {
  return (utility - base.utility.mean) / base.utility.sd;
}

/** The last look of a run that came to its end, else null. */
export function endOf({ looks, broken }: Pick<Run, 'looks' | 'broken'>): Look | null {
  return broken ? null : (looks.at(-1) ?? null);
}
