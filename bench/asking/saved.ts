/**
 * How many rankings one way of asking saves at the accuracy that another has reached: from two learning curves, with
 * intervals by resampling seeds. Pure; knows no ranker.
 */
import { bootstrapped, type Interval } from '../rewards/verdict.ts';

/** Rankings given, rising, and the accuracy after them. */
export interface Curve {
  readonly rankings: readonly number[];
  readonly accuracy: readonly number[];
}

/** The accuracy before any ranking. */
const BY_LOT = 0.5;

/** The nearest curve that never falls, in least squares: neighbours that fall become their mean (Ayer et al. 1955). */
export function rising(accuracy: readonly number[]): number[] {
  const blocks: { sum: number; count: number }[] = [];
  for (const value of accuracy) {
    let block = { sum: value, count: 1 };
    for (
      let last = blocks.at(-1);
      last && last.sum / last.count >= block.sum / block.count;
      last = blocks.at(-1)
    ) {
      blocks.pop();
      block = { sum: last.sum + block.sum, count: last.count + block.count };
    }
    blocks.push(block);
  }
  return blocks.flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count));
}

/**
 * Rankings after which a curve that never falls first reaches an accuracy; between its points a straight line, from a half with none.
 * @returns null where it never does
 */
export function rankingsAt({ rankings, accuracy }: Curve, wanted: number): number | null {
  const at = accuracy.findIndex((value) => value >= wanted);
  if (at < 0) return null;
  const [before, from] = at === 0 ? [0, Math.min(BY_LOT, wanted)] : [rankings[at - 1], accuracy[at - 1]];
  const share = accuracy[at] === from ? 1 : (wanted - from) / (accuracy[at] - from);
  return before + share * (rankings[at] - before);
}

/** What is saved, or at most so much where the curve ends below: then it is told that it did. */
export interface Saved {
  readonly rankings: number;
  readonly censored: boolean;
}

/**
 * Rankings that `other` needs to reach what `base` has after `count` of its own, less than `base` needs. Both are made to rise
 * first. Where `other` ends below, it is taken to need as many as it was given: that saves at least too much.
 * @throws RangeError where `base` has no point at `count`
 */
export function saved(base: Curve, other: Curve, count: number): Saved {
  const at = base.rankings.indexOf(count);
  if (at < 0) throw new RangeError(`There is no accuracy after ${count} rankings.`);
  const [own, others] = [base, other].map((of) => ({ ...of, accuracy: rising(of.accuracy) }));
  const wanted = own.accuracy[at];
  const needs = rankingsAt(others, wanted);
  return {
    // Where it stands still, it is there before `count` too.
    rankings: rankingsAt(own, wanted)! - (needs ?? other.rankings.at(-1)!),
    censored: needs === null,
  };
}

/** Accuracies of one seed: [cell][point], a cell being a taste with a level of noise. */
export type SeedCurves = readonly (readonly number[])[];

/** Mean of cells of the seeds of `picks`, each as often as it is picked: [point]. */
export function meanCurve(seeds: readonly SeedCurves[], picks: readonly number[]): number[] {
  const all = picks.flatMap((pick) => seeds[pick]);
  return all[0].map((_, point) => all.reduce((sum, accuracy) => sum + accuracy[point], 0) / all.length);
}

/** Rankings saved on the mean curves, and the share of resamplings that ended below. */
export interface SavedInterval extends Interval {
  readonly censored: number;
}

/** With its 95 % interval over seeds, `base` and `other` resampled together: they are paired. */
export function savedInterval(
  rankings: readonly number[],
  base: readonly SeedCurves[],
  other: readonly SeedCurves[],
  count: number,
): SavedInterval {
  let [tries, censored] = [0, 0];
  const interval = bootstrapped((choose) => {
    const picks = choose(base.length);
    const [own, others] = [base, other].map((of) => ({ rankings, accuracy: meanCurve(of, picks) }));
    const result = saved(own, others, count);
    tries += 1;
    censored += Number(result.censored);
    return result.rankings;
  });
  return { ...interval, censored: censored / tries };
}

/** How much more accurate `other` is at a point, with its 95 % interval over seeds. */
export function gainInterval(
  base: readonly SeedCurves[],
  other: readonly SeedCurves[],
  point: number,
): Interval {
  return bootstrapped((choose) => {
    const picks = choose(base.length);
    return meanCurve(other, picks)[point] - meanCurve(base, picks)[point];
  });
}
