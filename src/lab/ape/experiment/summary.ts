/**
 * What the experiment's results say together: the share of tasks on which each arm found the right kind, with its spread over
 * seeds; whether the goal is met; whether resampling adds anything. Pure.
 */
import { ARM_IDS, BUDGET_SHARE, type ArmId, type ArmResult, type TaskResult } from './task.ts';

/** A seed's results. */
export interface SeedResult {
  readonly seed: number;
  readonly model: string;
  readonly tasks: readonly TaskResult[];
}

export interface ArmSummary {
  readonly arm: ArmId;
  /** Share of tasks with the right kind of instruction, by what it does and by what it says: mean over seeds, least, most. */
  readonly byDoing: Spread;
  /** Null where no task has a grammar. */
  readonly bySaying: Spread | null;
  /** Calls as a share of exhaustive scoring's. */
  readonly share: number;
  readonly fresh: number;
}

export interface Spread {
  readonly mean: number;
  readonly least: number;
  readonly most: number;
}

export const GOAL = { right: 0.75, share: BUDGET_SHARE } as const;
/** The arm that the goal is asked of: the essay's own. */
export const GOAL_ARM: ArmId = 'filter';

/** Every arm over all seeds. */
export function summarise(results: readonly SeedResult[]): ArmSummary[] {
  return ARM_IDS.map((arm) => {
    const seeds = results.map(({ tasks }) => tasks.flatMap(({ arms }) => arms.filter((a) => a.arm === arm)));
    const all = seeds.flat();
    return {
      arm,
      byDoing: spread(seeds.map((arms) => share(arms, ({ rightByDoing }) => rightByDoing))),
      bySaying: all.some(({ rightBySaying }) => rightBySaying !== null)
        ? spread(seeds.map((arms) => share(arms, ({ rightBySaying }) => rightBySaying === true)))
        : null,
      share: average(all.map(({ share }) => share)),
      fresh: average(all.map(({ fresh }) => fresh)),
    };
  });
}

/** Whether the goal is met, by both ways to tell the right kind, and what resampling added at equal calls. */
export function verdict(results: readonly SeedResult[]): { met: boolean; figures: string } {
  const arms = new Map(summarise(results).map((summary) => [summary.arm, summary]));
  const told = (arm: ArmId): string => {
    const { byDoing, bySaying, share } = arms.get(arm) ?? EMPTY;
    const saying = bySaying ? `, ${percent(bySaying.mean)} by saying` : '';
    return `${arm} ${percent(byDoing.mean)} right by doing${saying}, ${percent(share)} of the calls`;
  };
  const goal = arms.get(GOAL_ARM) ?? EMPTY;
  const met =
    goal.byDoing.mean >= GOAL.right &&
    (goal.bySaying === null || goal.bySaying.mean >= GOAL.right) &&
    goal.share <= GOAL.share;
  const gain = (arms.get('resampling') ?? EMPTY).fresh - (arms.get('halving') ?? EMPTY).fresh;
  return {
    met,
    figures: [
      ...ARM_IDS.map(told),
      `resampling adds ${(100 * gain).toFixed(1)} points of accuracy to halving at equal calls`,
    ].join('; '),
  };
}

const NONE: Spread = { mean: 0, least: 0, most: 0 };
const EMPTY: ArmSummary = { arm: GOAL_ARM, byDoing: NONE, bySaying: NONE, share: 0, fresh: 0 };

/** A number from 0 to 1 as a whole percentage. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function share(arms: readonly ArmResult[], is: (arm: ArmResult) => boolean): number {
  return average(arms.map((arm) => Number(is(arm))));
}

function average(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function spread(values: readonly number[]): Spread {
  if (values.length === 0) return NONE;
  return { mean: average(values), least: Math.min(...values), most: Math.max(...values) };
}
