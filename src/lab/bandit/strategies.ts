/**
 * Which arm to pull next: UCB1 and UCB1-Tuned (Auer, Cesa-Bianchi and Fischer 2002), Thompson sampling (Thompson 1933),
 * ε-greedy and uniform as the baselines. Rewards are in [0, 1]. A pure function of what is known and a stream of chance.
 */
import type { Stream } from '../../rl/random.ts';
import { beta } from '../draws.ts';
import { meanOf, normalBelief, varianceOf, type Arm, type RewardKind } from './arms.ts';

export const STRATEGY_IDS = ['thompson', 'ucb', 'ucbTuned', 'greedy', 'uniform'] as const;
export type StrategyId = (typeof STRATEGY_IDS)[number];

export interface ChoiceOptions {
  readonly kind: RewardKind;
  /** Share of pulls at random of ε-greedy. */
  readonly epsilon: number;
}

export const USUAL_CHOICE: ChoiceOptions = { kind: 'weighted', epsilon: 0.1 };

/** The arm to pull next. All but uniform try each arm once first; equals are decided by the stream. */
export function choose(
  strategy: StrategyId,
  arms: readonly Arm[],
  random: Stream,
  { kind, epsilon }: ChoiceOptions = USUAL_CHOICE,
): number {
  if (strategy === 'uniform') return random.integer(arms.length);
  if (strategy === 'thompson')
    return highest(
      arms.map((arm) => drawn(arm, kind, random)),
      random,
    );
  const untried = arms.flatMap(({ pulls }, arm) => (pulls === 0 ? [arm] : []));
  if (untried.length > 0) return untried[random.integer(untried.length)];
  if (strategy === 'greedy') {
    return random.uniform() < epsilon ? random.integer(arms.length) : highest(arms.map(meanOf), random);
  }
  const all = arms.reduce((sum, { pulls }) => sum + pulls, 0);
  const bound = strategy === 'ucb' ? ucb1 : ucb1Tuned;
  return highest(
    arms.map((arm) => bound(arm, all)),
    random,
  );
}

/** x̄ + √(2 ln t / n). */
export function ucb1(arm: Arm, all: number): number {
  return meanOf(arm) + Math.sqrt((2 * Math.log(all)) / arm.pulls);
}

/** x̄ + √(ln t / n · min(¼, s² + √(2 ln t / n))). */
export function ucb1Tuned(arm: Arm, all: number): number {
  const share = Math.log(all) / arm.pulls;
  return meanOf(arm) + Math.sqrt(share * Math.min(0.25, varianceOf(arm) + Math.sqrt(2 * share)));
}

function drawn(arm: Arm, kind: RewardKind, random: Stream): number {
  if (kind === 'bernoulli') return beta(1 + arm.sum, 1 + arm.pulls - arm.sum, random);
  const { mean, deviation } = normalBelief(arm);
  return mean + deviation * random.gaussian();
}

function highest(values: readonly number[], random: Stream): number {
  const most = Math.max(...values);
  const best = values.flatMap((value, arm) => (value === most ? [arm] : []));
  return best.length === 1 ? best[0] : best[random.integer(best.length)];
}
