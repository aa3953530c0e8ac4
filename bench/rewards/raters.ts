/**
 * Noisy raters with a taste that is known: the five tastes of the page, and mixtures of length, tone and vocabulary drawn by
 * seed. Each ranks with Plackett-Luce noise (Plackett 1975), ties what it finds nearly alike, and now and then ranks by lot;
 * the noise is set so that two raters of one taste agree on the wanted share of pairs. Knows texts; knows no reward model.
 */
import { orderedPairs } from '../../src/preferences/agreement.ts';
import { stream, type Stream } from '../../src/rl/random.ts';
import { LABELERS } from '../../src/tastes/index.ts';
import { FIXED_IDS } from '../../src/tastes/labeler.ts';
import { wordCount, wordsOf } from '../../src/tastes/textMetrics.ts';
import type { Pool, TextSet } from './pool.ts';

/** Share of rankings that a rater gives by lot. */
const CARELESS = 0.05;
/** Noisy utilities that are nearer than this are a tie; of a Gumbel's spread of 1.28. */
const TIE = 0.12;
/** Shares of texts between which a word must lie to be liked or disliked. */
const VOCABULARY = [0.02, 0.5] as const;
/** Words that a rater has an opinion on. */
const OPINIONS = 40;

/** Tiers of indexes into a set's texts, best first. */
export type Tiers = readonly (readonly number[])[];

export interface Rater {
  readonly name: string;
  /** What it would say without noise: a utility of each text, by set. */
  readonly train: readonly (readonly number[])[];
  readonly heldOut: readonly (readonly number[])[];
  /** How much utility counts against the noise. */
  readonly sharpness: number;
}

/**
 * Raters of one pool.
 * @param mixtures how many besides the five tastes, which are left out where prompts are not about restaurants
 * @param agreement of two raters of one taste, ties counted half
 */
export function ratersOf(pool: Pool, mixtures: number, agreement: number, seed: number): Rater[] {
  const tastes = pool.train[0].prompt.startsWith('name: ') ? FIXED_IDS : ([] as const);
  const words = vocabulary(pool.train);
  const utilities: [string, (set: TextSet, text: string) => number][] = [
    ...tastes.map((id): [string, (set: TextSet, text: string) => number] => [
      id,
      ({ prompt }, text) => LABELERS[id].utility(prompt, text),
    ]),
    ...Array.from({ length: mixtures }, (_, index): [string, (set: TextSet, text: string) => number] => [
      `mixture ${index + 1}`,
      mixture(pool.train, words, stream(seed, `rater/${index}`)),
    ]),
  ];
  return utilities.map(([name, utility]) => {
    const of = (sets: readonly TextSet[]) => sets.map((set) => set.texts.map((text) => utility(set, text)));
    const train = of(pool.train);
    const spread = withinSets(train);
    const scaled = (rows: number[][]) => rows.map((row) => row.map((value) => value / spread));
    const rater = { name, train: scaled(train), heldOut: scaled(of(pool.heldOut)) };
    return { ...rater, sharpness: sharpnessFor(rater.train, agreement, seed) };
  });
}

/** A rater's ranking of a set. */
export function rank(utility: readonly number[], sharpness: number, draws: Stream): Tiers {
  return tiersOf(noisyUtility(utility, sharpness, draws));
}

/** What a rater takes texts of a set for: the order of any of them is a Plackett-Luce draw. */
export function noisyUtility(utility: readonly number[], sharpness: number, draws: Stream): number[] {
  const careless = draws.uniform() < CARELESS;
  return utility.map((value) => (careless ? 0 : value * sharpness) + draws.gumbel());
}

/** Best first; neighbours that are nearer than `tie`, or the same, share a tier. */
export function tiersOf(values: readonly number[], tie = TIE): Tiers {
  const noisy = values.map((value, index) => ({ index, value })).sort((a, b) => b.value - a.value);
  const tiers: number[][] = [[noisy[0].index]];
  for (let place = 1; place < noisy.length; place++) {
    const { index, value } = noisy[place];
    const apart = noisy[place - 1].value - value;
    if (apart < tie || apart === 0) tiers.at(-1)!.push(index);
    else tiers.push([index]);
  }
  return tiers;
}

/** Tier of each text. */
export function placesOf(tiers: Tiers): number[] {
  const places: number[] = [];
  for (const [place, tier] of tiers.entries()) for (const index of tier) places[index] = place;
  return places;
}

/** Share of pairs on which two rankings of one set agree; a pair that either ties counts half. */
export function agreementOf(a: Tiers, b: Tiers): number {
  const places = (tiers: Tiers) => new Map(tiers.flatMap((tier, at) => tier.map((index) => [index, at])));
  const of = places(b);
  const texts = [...of.keys()].length;
  const ordered = orderedPairs(a);
  const right = ordered.reduce(
    (sum, [better, worse]) => sum + (1 + Math.sign(of.get(worse)! - of.get(better)!)) / 2,
    0,
  );
  const pairs = (texts * (texts - 1)) / 2;
  return (right + (pairs - ordered.length) / 2) / pairs;
}

/** The sharpness at which two raters agree so often. */
function sharpnessFor(utilities: readonly (readonly number[])[], agreement: number, seed: number): number {
  const agreeing = (sharpness: number) => {
    const [a, b] = [stream(seed, 'agreement/a'), stream(seed, 'agreement/b')];
    const shares = utilities.map((row) => agreementOf(rank(row, sharpness, a), rank(row, sharpness, b)));
    return shares.reduce((sum, share) => sum + share, 0) / shares.length;
  };
  return sharpnessAt(agreeing, agreement);
}

/** Bisects for the sharpness at which what rises with it is as wanted; the sharpest that is tried where it never is. */
export function sharpnessAt(rises: (sharpness: number) => number, wanted: number): number {
  let [low, high] = [0, 32];
  for (let step = 0; step < 20; step++) {
    const middle = (low + high) / 2;
    if (rises(middle) < wanted) low = middle;
    else high = middle;
  }
  return high;
}

/** A taste for a length, a tone and certain words, each of a weight of its own. */
function mixture(sets: readonly TextSet[], words: readonly string[], draws: Stream) {
  const target = 8 + draws.integer(25);
  const tones = [draws.gaussian(), draws.gaussian(), draws.gaussian()];
  const opinions = new Map(
    draws
      .permutation(words.length)
      .slice(0, OPINIONS)
      .map((index) => [words[index], draws.gaussian()]),
  );
  const length = (text: string) => -Math.abs(wordCount(text) - target);
  const tone = (text: string) =>
    tones[0] * Number(/[!！]/.test(text)) +
    tones[1] * Number(/[?？]/.test(text)) +
    tones[2] * Number(/\p{Extended_Pictographic}|\byou(?:rs?)?\b/iu.test(text));
  const vocabularyOf = (text: string) =>
    [...new Set(wordsOf(text.toLowerCase()))].reduce((sum, word) => sum + (opinions.get(word) ?? 0), 0);
  const parts = [length, tone, vocabularyOf].map((part) => {
    const spread = withinSets(sets.map(({ texts }) => texts.map(part)));
    const weight = draws.uniform() + 0.25;
    return (text: string) => (weight * part(text)) / spread;
  });
  return (_: TextSet, text: string) => parts.reduce((sum, part) => sum + part(text), 0);
}

/** Words that neither hardly any nor most texts have. */
function vocabulary(sets: readonly TextSet[]): string[] {
  const texts = sets.flatMap((set) => set.texts);
  const counts = new Map<string, number>();
  for (const text of texts)
    for (const word of new Set(wordsOf(text.toLowerCase()))) counts.set(word, (counts.get(word) ?? 0) + 1);
  const [least, most] = VOCABULARY;
  return [...counts]
    .filter(([, count]) => count >= least * texts.length && count <= most * texts.length)
    .map(([word]) => word)
    .sort();
}

/** Standard deviation within sets; 1 where there is none. */
function withinSets(rows: readonly (readonly number[])[]): number {
  let [squares, count] = [0, 0];
  for (const row of rows) {
    const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
    squares += row.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    count += row.length - 1;
  }
  return Math.sqrt(squares / count) || 1;
}
