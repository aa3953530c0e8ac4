/**
 * One rater ranks, one way of asking chooses what: held-out accuracy after every few rankings. All ways of asking get the same prompts,
 * candidates and noise. Knows a pool and a rater; knows no other curve.
 */
import { orderedPairs } from '../../src/preferences/agreement.ts';
import type { Asking } from '../../src/preferences/asked.ts';
import { stream } from '../../src/rl/random.ts';
import { asksModels } from '../../src/rl/rewards/asking.ts';
import type { Rows } from '../../src/rl/rewards/bag/ridge.ts';
import { sparseRows, type SparseRow } from '../../src/rl/rewards/bag/sparseRows.ts';
import type { TextSet } from '../rewards/pool.ts';
import { noisyUtility, placesOf, tiersOf, type Rater, type Tiers } from '../rewards/raters.ts';
import { tally } from '../rewards/verdict.ts';
import { CANDIDATES, chosen, SHOWN } from './choices.ts';
import { fitted, severalScores, type RankedTexts } from './rankers.ts';

/** Rankings between two fits, and how many are given in all. */
export const EVERY = 4;
export const RANKINGS = 64;

const PAIRS = (SHOWN * (SHOWN - 1)) / 2;

/** What can be asked about, and what it is measured on. */
export interface Matter {
  readonly sets: readonly TextSet[];
  /** Of every candidate, set after set. */
  readonly rows: readonly SparseRow[];
  readonly heldOut: Rows;
}

/** A rater with a seed: in which order sets come, and what it takes each candidate for. */
export interface Sitting {
  readonly seed: number;
  readonly sets: readonly number[];
  /** Of candidates without noise, [set of the sitting][candidate]. */
  readonly utility: readonly (readonly number[])[];
  readonly noisy: readonly (readonly number[])[];
  /** Held-out texts that the taste orders, by row: the better and the worse of each pair. */
  readonly truth: readonly (readonly [better: number, worse: number])[];
}

/** A rater's first `rankings` sets. Those of which the taste tells no candidates apart are passed over, as a person would. */
export function sitting({ sets }: Matter, rater: Rater, seed: number, rankings = RANKINGS): Sitting {
  const order = stream(seed, 'asking/sets').permutation(sets.length);
  const own = order.filter((set) => new Set(rater.train[set]).size > 1).slice(0, rankings);
  return {
    seed,
    sets: own,
    utility: own.map((set) => rater.train[set]),
    noisy: own.map((set) =>
      noisyUtility(rater.train[set], rater.sharpness, stream(seed, `asking/${rater.name}/${set}`)),
    ),
    truth: rater.heldOut.flatMap((utility, set) =>
      orderedPairs(tiersOf(utility, 0)).map(
        ([better, worse]) => [set * CANDIDATES + better, set * CANDIDATES + worse] as const,
      ),
    ),
  };
}

/** What came of a sitting. */
export interface Learned {
  /** On held-out pairs that the taste orders, after {@link EVERY} rankings, twice as many, and so on. */
  readonly accuracy: readonly number[];
  /** Share of pairs put before the rater that its taste orders at all. */
  readonly ordered: number;
  /** Share of those that its rankings order so; ties are half right. */
  readonly right: number;
}

/**
 * Asks, fits and asks again.
 * @returns also which candidates of each set were put before the rater
 */
export function curve(
  matter: Matter,
  { seed, sets, utility, noisy, truth }: Sitting,
  asking: Asking,
): { readonly learned: Learned; readonly asked: readonly (readonly number[])[] } {
  const { dim } = matter.heldOut;
  const rowsOf = (set: number) => matter.rows.slice(set * CANDIDATES, (set + 1) * CANDIDATES);
  const candidates = sparseRows(sets.flatMap(rowsOf), dim);
  const rankings: RankedTexts[] = [];
  const accuracy: number[] = [];
  const asked: (readonly number[])[] = [];
  const [given, orders]: [number[], Tiers[]] = [[], []];
  let scores: number[][] | null = null;
  let ridge: number | undefined;
  while (rankings.length < sets.length) {
    for (let place = rankings.length; rankings.length < place + EVERY;) {
      const at = rankings.length;
      const own = scores && scores.map((of) => of.slice(at * CANDIDATES, (at + 1) * CANDIDATES));
      const shown = chosen(asking, matter.sets[sets[at]].texts, own);
      const rows = rowsOf(sets[at]);
      const tiers = placesOf(tiersOf(shown.map((index) => noisy[at][index])));
      asked.push(shown);
      rankings.push({ rows: shown.map((index) => rows[index]), tiers });
      given.push(...tiers.map((tier) => -tier));
      orders.push(
        tiersOf(
          shown.map((index) => utility[at][index]),
          0,
        ),
      );
    }
    // How strongly it is held back is found anew when rankings have doubled: it changes little between.
    if (Number.isInteger(Math.log2(rankings.length / EVERY))) ridge = undefined;
    const fit = fitted(rankings, dim, ridge);
    ridge = fit.ridge;
    accuracy.push(shareRight(matter.heldOut.times(fit.weights), truth));
    if (asksModels(asking)) scores = severalScores(rankings, candidates, ridge, seed);
  }
  const told = tally(given, orders);
  const [pairs, right] = [sum(told.pairs), sum(told.right)];
  return { learned: { accuracy, ordered: pairs / (sets.length * PAIRS), right: right / pairs }, asked };
}

/** Of pairs that scores order so; equal scores are half right. */
export function shareRight(scores: ArrayLike<number>, pairs: Sitting['truth']): number {
  let right = 0;
  for (const [better, worse] of pairs) right += (1 + Math.sign(scores[better] - scores[worse])) / 2;
  return right / pairs.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
