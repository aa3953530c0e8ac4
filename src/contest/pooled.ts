/**
 * Contests of several tastes as one: each seed of each taste is a seed of its own, so that methods are still compared within the
 * same rankings, prompts and random numbers. Knows what contests leave; knows no file. Pure.
 */
import type { Base, Run } from './result.ts';
import { standingsOf, type Standings } from './standings.ts';

/** What a contest leaves of its runs. */
export interface Contest {
  readonly runs: readonly Run[];
  readonly bases: readonly Base[];
}

/** More than a contest's seeds go to: those of the next taste are told apart from its. */
const APART = 1_000_000;

/**
 * Standings over all of them: means, intervals and differences over pairs of a taste and a seed.
 * @param methods in the order told
 */
export function pooled(methods: readonly string[], contests: readonly Contest[]): Standings {
  const apart = <Told extends { readonly seed: number }>(told: readonly Told[], taste: number) =>
    told.map((one) => ({ ...one, seed: taste * APART + one.seed }));
  return standingsOf(
    methods,
    contests.flatMap(({ runs }, taste) => apart(runs, taste)),
    contests.flatMap(({ bases }, taste) => apart(bases, taste)),
  );
}
