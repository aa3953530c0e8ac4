/** A contest's runs, put together: of each method its numbers over seeds with their intervals, and where the best of n stands. Pure. */
import type { BestOf } from '../experiments/overoptimisation.ts';
import { intervalOf, type Interval } from '../lab/intervals.ts';
import { differencesOf, type BySeed, type Difference } from './differences.ts';
import { endOf, gain, type Base, type Look, type Run, type Used } from './result.ts';

/** What is told of each method, in the order of the table. */
export const MEASURES = ['utility', 'score', 'kl', 'distinct4', 'length', 'seconds'] as const;
export type Measure = (typeof MEASURES)[number];

export interface Standing {
  readonly method: string;
  /** Seeds that came to their end, and those that broke with the iteration they broke in. */
  readonly seeds: readonly number[];
  readonly broken: readonly { readonly seed: number; readonly iteration: number; readonly why: string }[];
  readonly learningRate: number | null;
  /** Over the seeds that came to their end: mean, 95 % by Student's t. Null where none did. */
  readonly measures: Readonly<Record<Measure, Interval>> | null;
  /** Means over all seeds, also those that broke. */
  readonly used: Used;
  /** Its way: √KL and utility of each look, means over the same seeds. */
  readonly path: readonly FrontierPoint[];
  /** √KL and utility at the end, a point a seed. */
  readonly ends: readonly FrontierPoint[];
}

export interface FrontierPoint {
  /** √nats an answer. */
  readonly d: number;
  /** Utility above the base model's, in its spreads. */
  readonly value: number;
}

export interface Standings {
  readonly methods: readonly Standing[];
  /** By utility, every pair. */
  readonly differences: readonly Difference[];
  /** Means over seeds. */
  readonly bestOf: readonly BestOf[];
}

/** @param methods in the order told @throws RangeError for a run of a seed without its base */
export function standingsOf(
  methods: readonly string[],
  runs: readonly Run[],
  bases: readonly Base[],
): Standings {
  const baseOf = (seed: number): Base => {
    const base = bases.find((one) => one.seed === seed);
    if (!base) throw new RangeError(`The base model of seed ${seed} was not measured.`);
    return base;
  };
  const bySeed = new Map<string, BySeed>();
  const standings = methods.map((method) => {
    const own = runs.filter((run) => run.method === method).toSorted((a, b) => a.seed - b.seed);
    const ended = own.flatMap((run) => {
      const end = endOf(run);
      return end ? [{ run, end, base: baseOf(run.seed) }] : [];
    });
    bySeed.set(method, new Map(ended.map(({ run, end, base }) => [run.seed, gain(end, base)])));
    const of: Readonly<Record<Measure, (one: (typeof ended)[number]) => number>> = {
      utility: ({ end, base }) => gain(end, base),
      score: ({ end, base }) => end.score - base.score,
      kl: ({ end }) => end.kl,
      distinct4: ({ end }) => end.distinct4,
      length: ({ end }) => end.length,
      seconds: ({ run }) => run.used.seconds,
    };
    const measures = Object.fromEntries(
      MEASURES.map((measure) => [measure, intervalOf(ended.map(of[measure]))]),
    ) as Record<Measure, Interval>;
    return {
      method,
      seeds: ended.map(({ run }) => run.seed),
      broken: own.flatMap(({ seed, broken }) => (broken ? [{ seed, ...broken }] : [])),
      learningRate: own[0]?.learningRate ?? null,
      measures: ended.length === 0 ? null : measures,
      used: meanUsed(own),
      path: pathOf(ended),
      ends: ended.map(({ end, base }) => pointOf(end, base)),
    };
  });
  return { methods: standings, differences: differencesOf(bySeed), bestOf: meanBestOf(bases) };
}

function pointOf(look: Look, base: Base): FrontierPoint {
  // A mean of samples may be a little below zero.
  return { d: Math.sqrt(Math.max(0, look.kl)), value: gain(look, base) };
}

/** Means of the looks that all have. */
function pathOf(ended: readonly { readonly run: Run; readonly base: Base }[]): FrontierPoint[] {
  // What trains nothing has no way.
  const counts = ended.map(({ run }) => run.looks.filter(({ iteration }) => iteration > 0).length);
  const count = counts.length === 0 ? 0 : Math.min(...counts);
  return Array.from({ length: count }, (_, at) => {
    const points = ended.map(({ run, base }) => pointOf(run.looks[at], base));
    return { d: mean(points.map(({ d }) => d)), value: mean(points.map(({ value }) => value)) };
  });
}

function meanBestOf(bases: readonly Base[]): BestOf[] {
  return (bases[0]?.bestOf ?? []).map(({ n, d }, at) => ({
    n,
    d,
    value: mean(bases.map(({ bestOf }) => bestOf[at].value)),
    proxy: mean(bases.map(({ bestOf }) => bestOf[at].proxy)),
  }));
}

function meanUsed(runs: readonly Run[]): Used {
  const of = (name: keyof Used) => mean(runs.map(({ used }) => used[name]));
  return {
    answers: of('answers'),
    tokens: of('tokens'),
    updates: of('updates'),
    learned: of('learned'),
    seconds: of('seconds'),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
