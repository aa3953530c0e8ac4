/**
 * Which of two methods gave more, tested paired: both had the same rankings, prompts and random numbers in each seed, so it is
 * the differences within seeds that count. Every pair of methods is one of several comparisons, and is told so. Pure.
 */
import { intervalOf, type Interval } from '../lab/intervals.ts';
import { holm, twoSided } from './student.ts';

/** Of a method, a number by seed; seeds whose run broke are left out. */
export type BySeed = ReadonlyMap<number, number>;

export interface Difference {
  readonly one: string;
  readonly other: string;
  /** Seeds that both came to their end in. */
  readonly seeds: number;
  /** Of `one` less `other`, 95 % by Student's t over seeds. */
  readonly difference: Interval;
  /** Of no difference, by the paired t-test, adjusted for all pairs (Holm); NaN from fewer than three seeds. */
  readonly p: number;
  readonly verdict: 'more' | 'less' | 'noise' | 'few';
}

const LEVEL = 0.05;
/** Two may agree by chance. */
const FEWEST = 3;

/** All pairs of methods, in the order of the methods. */
export function differencesOf(methods: ReadonlyMap<string, BySeed>): readonly Difference[] {
  const names = [...methods.keys()];
  const pairs = names.flatMap((one, at) => names.slice(at + 1).map((other) => ({ one, other })));
  const tested = pairs.map(({ one, other }) => {
    const [first, second] = [methods.get(one)!, methods.get(other)!];
    const shared = [...first.keys()].filter((seed) => second.has(seed));
    const values = shared.map((seed) => first.get(seed)! - second.get(seed)!);
    return { one, other, seeds: values.length, difference: intervalOf(values), p: pairedP(values) };
  });
  const several = tested.filter(({ p }) => !Number.isNaN(p));
  const adjusted = holm(several.map(({ p }) => p));
  return tested.map((test): Difference => {
    const at = several.indexOf(test);
    const p = at < 0 ? NaN : adjusted[at];
    const verdict = at < 0 ? 'few' : p >= LEVEL ? 'noise' : test.difference.mean > 0 ? 'more' : 'less';
    return { ...test, p, verdict };
  });
}

/** Of differences within seeds; NaN from too few. */
export function pairedP(values: readonly number[]): number {
  const n = values.length;
  if (n < FEWEST) return NaN;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  // The same difference each time: none at all, or one beyond doubt.
  if (variance === 0) return mean === 0 ? 1 : 0;
  return twoSided(mean / Math.sqrt(variance / n), n - 1);
}
