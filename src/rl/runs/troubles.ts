/**
 * What goes wrong in a run, found in its curves: the reward that rises while what it stands for falls, and the other ways in
 * which training by a learned reward fails. Each has its threshold here. Knows metrics by their names, and takes those that
 * a method has not as fine; knows no method, no page and no words. Pure.
 */
import type { Agreement } from '../../preferences/agreement.ts';

export const TROUBLE_KINDS = [
  'fooling',
  'disagreeing',
  'kl',
  'gradient',
  'ratio',
  'diversity',
  'length',
] as const;

/**
 * `fooling`: reward rises, a yardstick falls. `disagreeing`: reward rises, agreement with held-out rankings falls. `kl`: it
 * left its band, or where nothing holds it went far. `gradient`, `ratio`: a spike. `diversity`: answers become alike.
 * `length`: answers become much longer or shorter, unasked.
 */
export type TroubleKind = (typeof TROUBLE_KINDS)[number];

export interface Trouble {
  readonly kind: TroubleKind;
  /** The iteration that it was best at, or that a spike is at. */
  readonly since: number;
  /** What it was then, and is now, in the metric's unit; of a yardstick in spreads of the base model's answers. */
  readonly from: number;
  readonly to: number;
  /** The same of the reward, where that is part of it. */
  readonly reward?: { readonly from: number; readonly to: number };
}

/** Points of a metric, iterations ascending. */
export interface MetricCurve {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

export interface WatchedRun {
  /** Empty where the run does not tell the metric. */
  readonly curve: (metric: string) => MetricCurve;
  readonly fits: readonly WatchedFit[];
  /** The yardstick's metric, and its spread over the base model's answers; null where it was not measured. */
  readonly yardstick: { readonly metric: string; readonly sd: number } | null;
  /** Whether the length of answers is what the yardstick looks at: then it may change. */
  readonly lengthWanted: boolean;
  /** What the leash holds the KL in, nats per answer; null where nothing steers it. */
  readonly klBand: readonly [low: number, high: number] | null;
}

interface WatchedFit {
  readonly iteration?: number;
  readonly heldOut: Pick<Agreement, 'pairs' | 'accuracy' | 'interval'>;
}

/** Iterations that are averaged: one alone says little, as each has other prompts. */
const WINDOW = 4;
/** Spreads of the base model's answers that a yardstick is below its best. About what one noisy iteration of 32 answers cannot do. */
const YARDSTICK_FALL = 0.5;
/** Spreads of the base model's scores that the reward is above what it was then. */
const REWARD_RISE = 0.25;
/** Share of held-out pairs, and how many pairs there must be. */
const AGREEMENT_FALL = 0.1;
const FEWEST_PAIRS = 12;
/** Nats per answer where nothing holds the KL: five times what the leash usually allows. */
const FAR_KL = 20;
/** Times the median of the iterations before, and at least so much. */
const SPIKE = 4;
const SPIKE_BEHIND = 8;
const LEAST_GRADIENT = 2;
/** Variance of ρ: at 1 a token's ratio is off by a whole. */
const LEAST_RATIO_VARIANCE = 1;
/** Distinct 4-grams, as a share of what they were at first. */
const DIVERSITY_LEFT = 0.6;
/** Times as long, or as short, as at first. */
const LENGTH_DRIFT = 1.5;

/** What is wrong now, the worst first; nothing before there are iterations enough to tell. */
export function troublesOf(run: WatchedRun): readonly Trouble[] {
  const found = [
    fooling(run),
    disagreeing(run),
    farKl(run),
    spike(run, 'gradient', 'nudge/grad_norm', LEAST_GRADIENT),
    spike(run, 'ratio', 'nudge/ratio_var', LEAST_RATIO_VARIANCE),
    diversity(run),
    lengthDrift(run),
  ];
  return found.filter((trouble) => trouble !== null);
}

/** The yardstick is below its best, and the reward above what it was then. */
function fooling({ curve, yardstick }: WatchedRun): Trouble | null {
  if (!yardstick || !(yardstick.sd > 0)) return null;
  const truth = averaged(curve(yardstick.metric));
  const reward = averaged(curve('nudge/score'));
  const now = truth.y.length - 1;
  if (now < WINDOW) return null;
  const best = truth.y.reduce((highest, value, at) => (value > truth.y[highest] ? at : highest), 0);
  const then = reward.x.indexOf(truth.x[best]);
  if (then < 0) return null;
  const fall = (truth.y[best] - truth.y[now]) / yardstick.sd;
  const [from, to] = [reward.y[then], reward.y.at(-1)!];
  if (fall < YARDSTICK_FALL || to - from < REWARD_RISE) return null;
  return {
    kind: 'fooling',
    since: truth.x[best],
    from: truth.y[best] / yardstick.sd,
    to: truth.y[now] / yardstick.sd,
    reward: { from, to },
  };
}

function disagreeing({ curve, fits }: WatchedRun): Trouble | null {
  const measured = fits.filter(({ heldOut }) => heldOut.pairs >= FEWEST_PAIRS);
  const last = measured.at(-1);
  if (!last || measured.length < 2) return null;
  const best = measured.reduce((one, other) => (other.heldOut.accuracy > one.heldOut.accuracy ? other : one));
  const reward = averaged(curve('nudge/score'));
  const then = reward.x.findIndex((x) => x > (best.iteration ?? 0));
  if (then < 0) return null;
  const { accuracy, interval } = best.heldOut;
  // Inside the best one's interval it may be chance.
  const fallen = accuracy - last.heldOut.accuracy >= AGREEMENT_FALL;
  const beyondChance = !interval || last.heldOut.accuracy < interval[0];
  const [from, to] = [reward.y[then], reward.y.at(-1)!];
  if (!fallen || !beyondChance || to - from < REWARD_RISE) return null;
  const since = best.iteration ?? reward.x[then];
  return { kind: 'disagreeing', since, from: accuracy, to: last.heldOut.accuracy, reward: { from, to } };
}

/** Twice of the last three: one step over the edge is what a leash is for. */
function farKl({ curve, klBand }: WatchedRun): Trouble | null {
  const { x, y } = curve('objective/kl');
  const limit = klBand?.[1] ?? FAR_KL;
  const over = y.slice(-3).filter((kl) => kl > limit).length;
  if (over < 2 || !(y.at(-1)! > limit)) return null;
  let first = y.length - 1;
  while (first > 0 && y[first - 1] > limit) first--;
  return { kind: 'kl', since: x[first], from: limit, to: y.at(-1)! };
}

function spike(
  { curve }: WatchedRun,
  kind: 'gradient' | 'ratio',
  metric: string,
  least: number,
): Trouble | null {
  const { x, y } = curve(metric);
  const before = y.slice(-1 - SPIKE_BEHIND, -1);
  if (before.length < 2) return null;
  const usual = median(before);
  const now = y.at(-1)!;
  return now >= least && now >= SPIKE * usual ? { kind, since: x.at(-1)!, from: usual, to: now } : null;
}

function diversity({ curve }: WatchedRun): Trouble | null {
  const drift = sinceTheFirst(curve('nudge/distinct_4'));
  return drift && drift.to < DIVERSITY_LEFT * drift.from ? { kind: 'diversity', ...drift } : null;
}

function lengthDrift({ curve, lengthWanted }: WatchedRun): Trouble | null {
  if (lengthWanted) return null;
  const drift = sinceTheFirst(curve('nudge/response_length'));
  if (!drift) return null;
  const times = drift.to / drift.from;
  return times >= LENGTH_DRIFT || times <= 1 / LENGTH_DRIFT ? { kind: 'length', ...drift } : null;
}

/** The first iteration, which the base model wrote, beside the last few; null before there are as many again. */
function sinceTheFirst(curve: MetricCurve): Pick<Trouble, 'since' | 'from' | 'to'> | null {
  const { y } = averaged(curve);
  if (y.length <= WINDOW) return null;
  return { since: curve.x[0], from: mean(curve.y.slice(0, 2)), to: y.at(-1)! };
}

/** Means over a window, at its last iteration. */
function averaged({ x, y }: MetricCurve): MetricCurve {
  const ends = x.map((_, at) => at).filter((at) => at >= WINDOW - 1);
  return { x: ends.map((at) => x[at]), y: ends.map((at) => mean(y.slice(at - WINDOW + 1, at + 1))) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}
