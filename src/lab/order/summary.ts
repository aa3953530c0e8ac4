/**
 * What the experiment's results say together: what each arm knows of the next stage, and how often it comes to a good end, with their
 * spread over seeds; whether the essay's claim holds. The goal stands here. Pure.
 */
import type { Verdict } from '../experiment.ts';
import { intervalOf, type Interval } from '../intervals.ts';
import { ARMS, CARRIED, type Arm, type Carried } from './conversations.ts';
import { meanOver } from './measure.ts';
import { TOLD_BY_HISTORY } from './procedure.ts';
import type { ArmResult, OrderResult } from './result.ts';
import { STAGES } from './vocabulary.ts';

/** Set before the first run: how probable the right next stage is to the arm that the essay speaks of, and the rest of a course beside order's. */
export const GOAL = { next: 0.9, success: 0.9 } as const;
export const GOAL_TEXT = `trained on shuffled interactions with unrelated ones between, whose users say what was done before, the right next stage has a probability of ≥${GOAL.next * 100} %, and ≥${GOAL.success * 100} % as many courses come to a good end as after training in order`;

/** An arm at one amount of data. */
export interface ArmSummary {
  readonly arm: Arm;
  readonly carried: Carried;
  readonly courses: number;
  /** Probability of the right next stage, where what is shown tells it, and where only what was done before does. */
  readonly shown: Interval;
  readonly history: Interval;
  readonly success: Interval;
}

const BY_SHOWN = STAGES.filter((stage) => !TOLD_BY_HISTORY.includes(stage));

/** Every arm and amount that all seeds have, in the order of the first. */
export function summarise(results: readonly OrderResult[]): ArmSummary[] {
  const [first] = results;
  return (first?.arms ?? []).map(({ arm, carried, courses }) => {
    const same = results.flatMap(({ arms }) =>
      arms.filter((other) => other.arm === arm && other.carried === carried && other.courses === courses),
    );
    const of = (value: (result: ArmResult) => number) => estimate(same.map(value));
    return {
      arm,
      carried,
      courses,
      shown: of(({ next }) => meanOver(next, BY_SHOWN)),
      history: of(({ next }) => meanOver(next, TOLD_BY_HISTORY)),
      success: of(({ reached }) => reached.at(-1)!),
    };
  });
}

/** Shares lie between 0 and 1, and so do their intervals. */
function estimate(values: readonly number[]): Interval {
  const { mean, low, high } = intervalOf(values);
  return { mean, low: Math.max(0, low), high: Math.min(1, high) };
}

/** Of the most data. */
export function most(summaries: readonly ArmSummary[], arm: Arm, carried: Carried): ArmSummary | undefined {
  return summaries
    .filter((each) => each.arm === arm && each.carried === carried)
    .toSorted((a, b) => b.courses - a.courses)[0];
}

export function seedLine({ arms, asked }: OrderResult): string {
  const told = arms.map(
    ({ arm, carried, courses, next, reached }) =>
      `${arm}/${carried}/${courses}: next ${percent(meanOver(next, BY_SHOWN))} and ${percent(meanOver(next, TOLD_BY_HISTORY))}, done ${percent(reached.at(-1)!)}`,
  );
  return `${told.join('; ')} (of ${asked} unseen courses)`;
}

/** Met where the arm that the essay speaks of knows what comes next, and goes through with it as the ordered one does. */
export function judge(results: readonly OrderResult[]): Verdict {
  const all = summarise(results);
  const claimed = most(all, 'both', 'notes');
  const ordered = most(all, 'order', 'notes');
  if (!claimed || !ordered) return { met: false, figures: 'the arms that the goal compares were not run' };
  const next = Math.min(claimed.shown.mean, claimed.history.mean);
  const share = ordered.success.mean > 0 ? claimed.success.mean / ordered.success.mean : 0;
  const tell = ({ mean, low, high }: Interval) => `${percent(mean)} (${percent(low)} to ${percent(high)})`;
  const figures = CARRIED.flatMap((carried) =>
    ARMS.flatMap((arm) => {
      const found = most(all, arm, carried);
      return found
        ? [
            `${arm} with ${carried}: next stage ${tell(found.shown)} where it shows, ${tell(found.history)} where only history tells, good end ${tell(found.success)}`,
          ]
        : [];
    }),
  );
  return {
    met: next >= GOAL.next && share >= GOAL.success,
    figures: [`${percent(share)} of order's good ends`, ...figures].join('; '),
  };
}

export function percent(share: number): string {
  return Number.isFinite(share) ? `${Math.round(share * 100)} %` : '–';
}
