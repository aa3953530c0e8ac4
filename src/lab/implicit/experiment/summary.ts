/**
 * What the experiment's results say together: whether events teach what rankings teach and how many it takes, what the hurried
 * user's reward costs, and what the cures give back; each with its spread over seeds. The goal stands here. Pure.
 */
import type { Verdict } from '../../experiment.ts';
import { intervalOf } from '../../intervals.ts';
import { ARMS, CURES, type ArmId, type CureId, type ImplicitResult, type Learnt } from './result.ts';

/** Set before the first run: by how many events a ranking, how much of its accuracy, and how much of the loss comes back. */
export const GOAL = { eventsPerRanking: 8, accuracy: 0.9, restored: 0.8 } as const;
export const GOAL_TEXT = `with ${GOAL.eventsPerRanking} events for every ranking, events alone teach ≥${GOAL.accuracy * 100} % of the held-out accuracy that rankings teach; a hurried user's events cost true utility, and one of the cures gives back ≥${GOAL.restored * 100} % of it`;

export interface Spread {
  readonly mean: number;
  readonly least: number;
  readonly most: number;
}

export interface Summary {
  /** Accuracy after the most rankings, and after the most events. */
  readonly rankings: Spread;
  readonly events: Spread;
  /** The same events, compared within a question alone. */
  readonly within: Spread;
  /** Of the seeds' means, and of what is above chance. */
  readonly share: number;
  readonly shareAboveChance: number;
  /** Events for a ranking at equal accuracy: geometric mean, and its 95 % interval over seeds. */
  readonly ratio: {
    readonly mean: number;
    readonly low: number;
    readonly high: number;
    readonly seeds: number;
  };
  /** What each policy gives at most optimisation: true utility in spreads above the model as it was, and words. */
  readonly policies: Readonly<Record<ArmId, { readonly utility: Spread; readonly words: Spread }>>;
  readonly baseWords: Spread;
  /** Spreads of true utility that the hurried user's reward costs against the honest one's. */
  readonly lost: Spread;
  /** Share of that which each cure gives back, of the seeds' means. */
  readonly restored: Readonly<Record<CureId, number>>;
}

export function summarise(results: readonly ImplicitResult[]): Summary {
  const last = (of: (result: ImplicitResult) => readonly Learnt[]) =>
    spreadOf(results.map((result) => of(result).at(-1)?.accuracy ?? NaN));
  const [rankings, events] = [last((result) => result.rankings), last((result) => result.events)];
  const gain = (result: ImplicitResult, arm: ArmId) => {
    const [base, end] = [result.policies[arm][0], result.policies[arm].at(-1)!];
    return (end.utility - base.utility) / result.spread;
  };
  const policies = Object.fromEntries(
    ARMS.map((arm) => [
      arm,
      {
        utility: spreadOf(results.map((result) => gain(result, arm))),
        words: spreadOf(results.map((result) => result.policies[arm].at(-1)!.words)),
      },
    ]),
  ) as Summary['policies'];
  const lost = spreadOf(results.map((result) => gain(result, 'honest') - gain(result, 'hurried')));
  const back = (arm: CureId) => (policies[arm].utility.mean - policies.hurried.utility.mean) / lost.mean;
  return {
    rankings,
    events,
    within: spreadOf(results.map(({ within }) => within.accuracy)),
    share: events.mean / rankings.mean,
    shareAboveChance: (events.mean - 0.5) / (rankings.mean - 0.5),
    ratio: ratioOf(results.flatMap((result) => eventsPerRanking(result.rankings, result.events) ?? [])),
    policies,
    baseWords: spreadOf(results.map((result) => result.policies.honest[0].words)),
    lost,
    restored: Object.fromEntries(CURES.map((cure) => [cure, back(cure)])) as Summary['restored'],
  };
}

/** The cure that gives most back. */
export function bestCure(restored: Summary['restored']): CureId {
  return CURES.reduce((best, cure) => (restored[cure] > restored[best] ? cure : best));
}

/**
 * Events for a ranking at the highest accuracy that both reach, both counts read off lines between what was measured, over the
 * logarithm of the count; null where one starts above all that the other reaches.
 */
export function eventsPerRanking(rankings: readonly Learnt[], events: readonly Learnt[]): number | null {
  const best = (learnt: readonly Learnt[]) => Math.max(...learnt.map(({ accuracy }) => accuracy));
  const level = Math.min(best(rankings), best(events));
  const [ranked, seen] = [countAt(rankings, level), countAt(events, level)];
  return ranked === null || seen === null ? null : seen / ranked;
}

/** The least count at which an accuracy is reached; null where the first count is above it already. */
function countAt(learnt: readonly Learnt[], level: number): number | null {
  for (const [index, { count, accuracy }] of learnt.entries()) {
    if (accuracy < level) continue;
    const before = learnt[index - 1];
    if (!before) return accuracy === level ? count : null;
    const part = (level - before.accuracy) / (accuracy - before.accuracy);
    return Math.exp(Math.log(before.count) + part * (Math.log(count) - Math.log(before.count)));
  }
  return null;
}

/** Geometric mean with its interval. */
function ratioOf(ratios: readonly number[]): Summary['ratio'] {
  const { mean, low, high } = intervalOf(ratios.map(Math.log));
  return { mean: Math.exp(mean), low: Math.exp(low), high: Math.exp(high), seeds: ratios.length };
}

export function seedLine(result: ImplicitResult): string {
  const curve = (learnt: readonly Learnt[]) =>
    learnt.map(({ count, accuracy }) => `${count}: ${percent(accuracy)}`).join(', ');
  const end = (arm: ArmId) => {
    const [base, last] = [result.policies[arm][0], result.policies[arm].at(-1)!];
    return `${arm} ${signed((last.utility - base.utility) / result.spread)} in ${last.words.toFixed(1)} words`;
  };
  return `${result.taste}: rankings ${curve(result.rankings)}; events ${curve(result.events)}; within a question ${percent(result.within.accuracy)}; ${ARMS.map(end).join(', ')} (before: ${result.policies.honest[0].words.toFixed(1)} words)`;
}

/** Met where all parts of the goal are, in the mean over seeds. */
export function judge(results: readonly ImplicitResult[]): Verdict {
  if (results.length === 0) return { met: false, figures: 'nothing was run' };
  const { rankings, events, within, share, shareAboveChance, ratio, ...told } = summarise(results);
  const { policies, baseWords, lost, restored } = told;
  const cured = restored[bestCure(restored)];
  const met = share >= GOAL.accuracy && lost.mean > 0 && cured >= GOAL.restored;
  const of = ({ mean, least, most }: Spread, tell: (value: number) => string) =>
    `${tell(mean)} (${tell(least)} to ${tell(most)})`;
  const figures = [
    `held-out accuracy ${of(rankings, percent)} from rankings, ${of(events, percent)} from events: ${percent(share)} of it, ${percent(shareAboveChance)} of what is above chance`,
    `within a question alone ${of(within, percent)}`,
    `${ratio.mean.toFixed(1)} events for a ranking at equal accuracy (95 %: ${ratio.low.toFixed(1)} to ${ratio.high.toFixed(1)}, ${ratio.seeds} of ${results.length} seeds)`,
    `best-of-n gains ${ARMS.map((arm) => `${arm} ${of(policies[arm].utility, signed)} in ${policies[arm].words.mean.toFixed(1)} words`).join(', ')}, from ${baseWords.mean.toFixed(1)} words`,
    `hurry costs ${of(lost, signed)} spreads, of which ${CURES.map((cure) => `${cure} gives back ${percent(restored[cure])}`).join(', ')}`,
  ];
  return { met, figures: figures.join('; ') };
}

export function percent(share: number): string {
  return Number.isFinite(share) ? `${Math.round(share * 100)} %` : '–';
}

export function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}

function spreadOf(values: readonly number[]): Spread {
  return {
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    least: Math.min(...values),
    most: Math.max(...values),
  };
}

/** Accuracy after each number of rankings or events that was measured, the least first; the last may differ between seeds. */
export function learntAt(
  results: readonly ImplicitResult[],
  of: 'rankings' | 'events',
): { readonly least: number; readonly most: number; readonly accuracy: Spread }[] {
  const steps = Math.max(0, ...results.map((result) => result[of].length));
  return Array.from({ length: steps }, (_, step) => {
    const measured = results.flatMap((result) => result[of][step] ?? []);
    const counts = measured.map(({ count }) => count);
    const accuracy = spreadOf(measured.map(({ accuracy }) => accuracy));
    return { least: Math.min(...counts), most: Math.max(...counts), accuracy };
  });
}
