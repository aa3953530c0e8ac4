/**
 * A bandit as it goes: arms, and every choice with its reward in order; the best arm, and regret. Plain data in, plain data out, so
 * that a panel can keep it and a test can compare it. Pure.
 */
import { interval, pulled, UNTRIED, type Arm, type Interval, type RewardKind } from './arms.ts';

export interface Pull {
  readonly arm: number;
  /** From 0 to 1. */
  readonly reward: number;
}

/** What is known of each of `count` arms after these pulls. */
export function armsAfter(count: number, pulls: readonly Pull[]): Arm[] {
  const arms = Array.from({ length: count }, () => UNTRIED);
  for (const { arm, reward } of pulls) arms[arm] = pulled(arms[arm], reward);
  return arms;
}

/** Rewards that are all 0 or 1 are judged as such. */
export function rewardKind(values: readonly number[]): RewardKind {
  return values.every((value) => value === 0 || value === 1) ? 'bernoulli' : 'weighted';
}

/** The arm of the highest expected mean; the one pulled more often of equals. Null before the first pull. */
export function bestArm(arms: readonly Arm[], kind: RewardKind): number | null {
  if (arms.every(({ pulls }) => pulls === 0)) return null;
  const means = arms.map((arm) => interval(arm, kind).mean);
  return arms
    .map((_, arm) => arm)
    .filter((arm) => arms[arm].pulls > 0)
    .reduce((best, arm) =>
      means[arm] > means[best] || (means[arm] === means[best] && arms[arm].pulls > arms[best].pulls)
        ? arm
        : best,
    );
}

/**
 * Pseudo-regret after each pull (Auer et al. 2002): Σ (μ* − μ of the arm that was pulled).
 * @param means true mean of each arm where it is known, else as it is estimated by now
 */
export function regrets(pulls: readonly Pull[], means: readonly number[]): number[] {
  const most = Math.max(...means);
  let sum = 0;
  return pulls.map(({ arm }) => (sum += most - means[arm]));
}

/** Means as the arms are believed to have them. */
export function estimates(arms: readonly Arm[], kind: RewardKind): Interval[] {
  return arms.map((arm) => interval(arm, kind));
}
