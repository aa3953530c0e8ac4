/**
 * From some seconds of a run to what more of it will take, part by part. Pure: knows times and lengths; knows no run.
 *
 * Each part takes as long as before a unit of its work: a step of sampling, a token read. Compiling comes on top where a
 * batch has a shape that was not met before, which happens less and less: the k-th iteration meets a new one about as
 * often as 1 in k, as records are broken. Answers are expected to stay as long as they were.
 */
import type { Part, PartTime, WatchedIteration } from '../../rl/runs/partTime.ts';

export const PARTS = [
  'sample',
  'score',
  'reference',
  'value',
  'reward',
  'update',
] as const satisfies readonly Part[];

export interface PartForecast {
  /** Of one iteration, with nothing to compile. */
  readonly milliseconds: number;
  /** Of all that are asked for, compiling included. */
  readonly total: number;
  /** Of that, compiling. */
  readonly compiling: number;
}

export interface Forecast {
  readonly iterations: number;
  readonly parts: Readonly<Record<Part, PartForecast>>;
  /** Milliseconds. */
  readonly total: number;
  /** What 9 of 10 such runs stay within, by how much iterations differed; null where one was watched. */
  readonly between: readonly [number, number] | null;
}

/** Tokens that all sequences have together. */
function tokensOf({ lengths }: PartTime): number {
  return lengths.reduce((sum, [prompt, answer]) => sum + prompt + answer, 0);
}

/** Responses decoded at once, and decode steps submitted at once: see model/generator.ts and rl/training/rolloutPasses.ts. */
const PASS_ROWS = 32;
const STEPS_AT_ONCE = 8;

/** Decode steps of a rollout: each pass goes on until its longest answer ends. */
export function samplingSteps(lengths: PartTime['lengths']): number {
  let steps = 0;
  for (let first = 0; first < lengths.length; first += PASS_ROWS) {
    const longest = Math.max(...lengths.slice(first, first + PASS_ROWS).map(([, answer]) => answer));
    steps += Math.ceil(longest / STEPS_AT_ONCE) * STEPS_AT_ONCE;
  }
  return steps;
}

/** A part's work, in the unit that its time goes with. */
export function unitsOf(time: PartTime): number {
  if (time.lengths.length === 0) return 1;
  return time.part === 'sample' ? samplingSteps(time.lengths) : tokensOf(time);
}

/** What a part was found to take. */
interface Rate {
  /** Milliseconds a unit where nothing was compiled. */
  readonly perUnit: number;
  readonly unitsAnIteration: number;
  /** Milliseconds of compiling, all iterations together. */
  readonly compiling: number;
}

function rateOf(watched: readonly WatchedIteration[], part: Part): Rate {
  const times = watched.flatMap(({ parts }) => parts.filter((time) => time.part === part));
  const warm = times.filter(({ compiled }) => compiled === 0);
  const usual = warm.length > 0 ? warm : times;
  const sum = (of: readonly PartTime[], value: (time: PartTime) => number) =>
    of.reduce((total, time) => total + value(time), 0);
  const units = sum(usual, unitsOf);
  const perUnit = units > 0 ? sum(usual, ({ milliseconds }) => milliseconds) / units : 0;
  const extra = (time: PartTime) => Math.max(0, time.milliseconds - perUnit * unitsOf(time));
  return {
    perUnit,
    unitsAnIteration: watched.length > 0 ? sum(times, unitsOf) / watched.length : 0,
    compiling: sum(
      times.filter(({ compiled }) => compiled > 0),
      extra,
    ),
  };
}

/**
 * What `iterations` more will take.
 * @param watched iterations with nothing of the first in them, which compiles all that every run needs
 * @param work how much of its work each part will have beside what it had, 1 for as much: what shorter answers would save
 * @throws RangeError when nothing was watched
 */
export function forecast(
  watched: readonly WatchedIteration[],
  iterations: number,
  work: Partial<Readonly<Record<Part, number>>> = {},
): Forecast {
  if (watched.length === 0) throw new RangeError('Nothing was watched yet: let the run make an iteration.');
  const seen = watched.at(-1)!.iteration;
  // ∑ 1/k over the iterations to come, per 1/k over those watched.
  const first = watched[0].iteration;
  const harmonic =
    Math.log((seen + iterations + 0.5) / (seen + 0.5)) / Math.log((seen + 0.5) / (first - 0.5));
  const parts = {} as Record<Part, PartForecast>;
  for (const part of PARTS) {
    const { perUnit, unitsAnIteration, compiling: compiled } = rateOf(watched, part);
    const milliseconds = perUnit * unitsAnIteration * (work[part] ?? 1);
    const compiling = compiled * harmonic;
    parts[part] = { milliseconds, compiling, total: milliseconds * iterations + compiling };
  }
  const total = PARTS.reduce((sum, part) => sum + parts[part].total, 0);
  return { iterations, parts, total, between: spread(watched, iterations, total) };
}

/** Student's t for nine of ten, by degrees of freedom. */
const T90 = [6.31, 2.92, 2.35, 2.13, 2.02, 1.94, 1.89, 1.86, 1.83, 1.81];

/** A sum of so many more draws, foretold from a mean of few: s·t·√(R + R² ÷ n). */
function spread(
  watched: readonly WatchedIteration[],
  iterations: number,
  total: number,
): readonly [number, number] | null {
  const n = watched.length;
  if (n < 2) return null;
  const sums = watched.map(({ parts }) => parts.reduce((sum, { milliseconds }) => sum + milliseconds, 0));
  const mean = sums.reduce((sum, value) => sum + value, 0) / n;
  const variance = sums.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const t = T90[Math.min(n - 2, T90.length - 1)];
  const half = t * Math.sqrt(variance * (iterations + iterations ** 2 / n));
  return [Math.max(0, total - half), total + half];
}

/** Milliseconds by part of iterations that came true. */
export function takenBy(watched: readonly WatchedIteration[]): Readonly<Record<Part, number>> {
  const taken = { sample: 0, score: 0, reference: 0, value: 0, reward: 0, update: 0 };
  for (const { parts } of watched) for (const { part, milliseconds } of parts) taken[part] += milliseconds;
  return taken;
}

/** A part's work in what came true, beside what it was in what was watched: by how much lengths have changed. */
export function workChange(
  watched: readonly WatchedIteration[],
  came: readonly WatchedIteration[],
): Readonly<Record<Part, number>> {
  const change = { sample: 1, score: 1, reference: 1, value: 1, reward: 1, update: 1 };
  for (const part of PARTS) {
    const before = rateOf(watched, part).unitsAnIteration;
    const after = rateOf(came, part).unitsAnIteration;
    if (before > 0 && after > 0) change[part] = after / before;
  }
  return change;
}

/** Milliseconds of all parts of iterations. */
export function totalOf(iterations: readonly WatchedIteration[]): number {
  const taken = takenBy(iterations);
  return PARTS.reduce((sum, part) => sum + taken[part], 0);
}

/** Milliseconds that are watched before anything is told, and at least one iteration. */
export const CALIBRATION = 5000;

/** How far what is told may be from what comes: the bench's goal. */
export const TOLERANCE = 0.1;
/** Iterations after which a part that compiled in each is taken as it is. */
const MOST_COMPILING = 4;

/**
 * Whether something can be told. Where one iteration takes longer than {@link CALIBRATION}, a part that compiled in it would be told
 * with its compiling in every iteration to come: so each part is seen once with nothing to compile.
 */
export function isEnough(watched: readonly WatchedIteration[]): boolean {
  if (totalOf(watched) < CALIBRATION) return false;
  if (watched.length >= MOST_COMPILING) return true;
  const times = watched.flatMap(({ parts }) => parts);
  const seen = new Set(times.map(({ part }) => part));
  const warm = new Set(times.filter(({ compiled }) => compiled === 0).map(({ part }) => part));
  return seen.size === warm.size;
}

/** The first iterations that are {@link isEnough}, and those that came after them. */
export function calibrated(iterations: readonly WatchedIteration[]): {
  readonly watched: readonly WatchedIteration[];
  readonly came: readonly WatchedIteration[];
} {
  const enough = iterations.findIndex((_, index) => isEnough(iterations.slice(0, index + 1)));
  const count = enough < 0 ? iterations.length : enough + 1;
  return { watched: iterations.slice(0, count), came: iterations.slice(count) };
}

/** The work of an iteration, on average, as other devices are told of it. */
export function workOf(iterations: readonly WatchedIteration[]): {
  readonly tokens: number;
  readonly samplingSteps: number;
  readonly rows: number;
} {
  const samples = iterations.flatMap(({ parts }) => parts.filter(({ part }) => part === 'sample'));
  const mean = (of: (time: PartTime) => number) =>
    samples.length > 0 ? samples.reduce((sum, time) => sum + of(time), 0) / samples.length : 0;
  return {
    tokens: mean(tokensOf),
    samplingSteps: mean(({ lengths }) => samplingSteps(lengths)),
    rows: mean(({ lengths }) => Math.min(PASS_ROWS, lengths.length)),
  };
}

/** (foretold − taken) ÷ taken. */
export function errorOf(foretold: number, taken: number): number {
  return taken > 0 ? foretold / taken - 1 : 0;
}

/** The middle one; of two, their mean. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return NaN;
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
}
