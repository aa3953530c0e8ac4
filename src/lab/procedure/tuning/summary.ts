/**
 * What the searches of unseen surfaces say together: how far each arm comes, by trials, over all seeds; by how much the model's own
 * searches are ahead, with intervals; whether the goal is met. Pure: the page shows a record by it.
 */
import type { Verdict } from '../../experiment.ts';
import { intervalOf, type Interval } from '../../intervals.ts';
import { TUNERS, type Tuner } from './arms.ts';

export interface TunerResult {
  readonly arm: Tuner;
  /** How far it came after each trial, in the mean over the test: 0 is a surface's average, 1 its best. */
  readonly found: readonly number[];
  /** Trials of places that had been tried, or were no places: lost ones, in the mean of a search. */
  readonly lost: number;
  /** Of those that learn. */
  readonly losses: readonly (readonly [update: number, loss: number])[];
  /** That its training took: not the same again from the same seed. */
  readonly seconds: number;
}

/** A surface of the test as it is written down, and what each arm tried. */
export interface ShownSurface {
  readonly values: readonly number[];
  readonly trials: Readonly<Record<Tuner, readonly number[]>>;
}

export interface TuningResult {
  readonly seed: number;
  readonly side: number;
  readonly trials: number;
  /** Unseen surfaces. */
  readonly tests: number;
  readonly updates: number;
  readonly batch: number;
  readonly parameters: number;
  readonly arms: readonly TunerResult[];
  readonly shown: readonly ShownSurface[];
}

/** Set before the first run. */
export const GOAL = { tests: 100 } as const;
export const GOAL_TEXT = `on at least ${GOAL.tests} unseen functions, after as many trials, searches of a model that learnt whole searches find better values than random search and than a one-shot map at equal data, parameters and updates: the 95 % interval over seeds of either difference is above 0`;

export interface TunerSummary {
  readonly arm: Tuner;
  /** After each trial, in the mean over seeds. */
  readonly found: readonly number[];
  /** After the last: mean, least and most over seeds. */
  readonly last: number;
  readonly least: number;
  readonly most: number;
  readonly lost: number;
}

export interface TuningSummary {
  readonly arms: readonly TunerSummary[];
  /** By how much the model's searches are ahead after the last trial. */
  readonly ahead: Readonly<Record<'random' | 'oneShot', Interval>>;
}

export function summarise(results: readonly TuningResult[]): TuningSummary {
  const of = (arm: Tuner) => results.flatMap(({ arms }) => arms.filter((each) => each.arm === arm));
  const ends = (arm: Tuner) => of(arm).map(({ found }) => found[found.length - 1]);
  const ahead = (other: Tuner) => {
    const theirs = ends(other);
    return intervalOf(ends('search').map((end, seed) => end - theirs[seed]));
  };
  const arms = TUNERS.map((arm) => ({
    arm,
    found: (of(arm)[0]?.found ?? []).map((_, trial) => mean(of(arm).map(({ found }) => found[trial]))),
    last: mean(ends(arm)),
    least: Math.min(...ends(arm)),
    most: Math.max(...ends(arm)),
    lost: mean(of(arm).map(({ lost }) => lost)),
  }));
  return { arms, ahead: { random: ahead('random'), oneShot: ahead('oneShot') } };
}

/** Met where the model's searches are ahead of both, beyond what chance does to seeds. */
export function verdict(results: readonly TuningResult[]): Verdict {
  const { arms, ahead } = summarise(results);
  const met =
    results.length > 0 &&
    results.every(({ tests }) => tests >= GOAL.tests) &&
    ahead.random.low > 0 &&
    ahead.oneShot.low > 0;
  const trials = results[0]?.trials ?? 0;
  const told = ({ mean, low, high }: Interval) =>
    `${points(mean)} points${Number.isFinite(low) ? ` (95 %: ${points(low)} to ${points(high)})` : ''}`;
  const figures = [
    `after ${trials} trials, of the way from average to best: ${arms.map(({ arm, last, least, most }) => `${arm} ${percent(last)} (${percent(least)} to ${percent(most)})`).join(', ')}`,
    `ahead of random ${told(ahead.random)}, of one shot ${told(ahead.oneShot)}`,
  ];
  return { met, figures: figures.join('; ') };
}

/** A seed in a line. */
export function lineOf({ trials, arms }: TuningResult): string {
  return `after ${trials} trials ${arms.map(({ arm, found }) => `${arm} ${percent(found[found.length - 1])}`).join(', ')}`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percent(share: number): string {
  return `${Math.round(1000 * share) / 10} %`;
}

function points(share: number): string {
  return `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(1)}`;
}
