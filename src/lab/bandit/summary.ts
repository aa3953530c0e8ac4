/**
 * What the experiment's results say together: what each strategy regrets and finds, over all seeds and users; whether the goal is
 * met. Pure: the page shows a record by it.
 */
import type { FixedLabelerId } from '../../tastes/labeler.ts';
import type { Verdict } from '../experiment.ts';
import { STRATEGY_IDS, type StrategyId } from './strategies.ts';

export interface Played {
  readonly strategy: StrategyId;
  /** Mean over users of the pseudo-regret after the last pull. */
  readonly regret: number;
  /** Share of users for whom the best template was named in the end. */
  readonly found: number;
  /** Share of pulls that went to it. */
  readonly bestShare: number;
}

export interface UserResult {
  readonly taste: FixedLabelerId;
  /** True mean reward of each template. */
  readonly means: readonly number[];
  readonly best: number;
  readonly played: readonly Played[];
}

export interface BanditResult {
  readonly seed: number;
  readonly model: string;
  readonly templates: readonly string[];
  readonly pulls: number;
  readonly users: readonly UserResult[];
}

/** Share of users, over all seeds and tastes, for whom the best template is to be named. */
export const FOUND = 0.9;

export interface StrategySummary {
  readonly strategy: StrategyId;
  /** Mean over seeds and tastes, and the least and the most of them. */
  readonly regret: number;
  readonly least: number;
  readonly most: number;
  /** Share of users for whom the best template was named. */
  readonly found: number;
}

/** Every strategy over all seeds and users. */
export function summarise(results: readonly BanditResult[]): StrategySummary[] {
  const all = results.flatMap(({ users }) => users.flatMap(({ played }) => played));
  return STRATEGY_IDS.map((strategy) => {
    const games = all.filter((game) => game.strategy === strategy);
    const regrets = games.map(({ regret }) => regret);
    return {
      strategy,
      regret: mean(regrets),
      least: Math.min(...regrets),
      most: Math.max(...regrets),
      found: mean(games.map(({ found }) => found)),
    };
  });
}

/** Whether the two strategies of the goal find the best and regret less than the baselines. */
export function verdict(results: readonly BanditResult[]): Verdict {
  const summaries = summarise(results);
  const of = (id: StrategyId) => summaries.find(({ strategy }) => strategy === id)!;
  const baseline = Math.min(of('greedy').regret, of('uniform').regret);
  const met =
    results.length > 0 &&
    (['thompson', 'ucbTuned'] as const).every((id) => of(id).found >= FOUND && of(id).regret < baseline);
  const figures = summaries
    .map(
      ({ strategy, regret, found, least, most }) =>
        `${strategy} regret ${regret.toFixed(1)} (${least.toFixed(1)} to ${most.toFixed(1)}), best found ${Math.round(found * 100)} %`,
    )
    .join('; ');
  return { met, figures };
}

/** 0 of nothing. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
