/**
 * What is known of each arm of a bandit: its pulls and rewards, and what is believed of its mean. Rewards that are all 0 or 1 have
 * a Beta(1 + Σr, 1 + n − Σr) belief, weighted ones a normal one whose prior counts as one pull of one half. Pure.
 */

export interface Arm {
  readonly pulls: number;
  readonly sum: number;
  readonly squares: number;
}

export const UNTRIED: Arm = { pulls: 0, sum: 0, squares: 0 };

/** `bernoulli`: rewards are 0 or 1; `weighted`: anything from 0 to 1. */
export type RewardKind = 'bernoulli' | 'weighted';

/** An arm after one more reward. */
export function pulled({ pulls, sum, squares }: Arm, reward: number): Arm {
  return { pulls: pulls + 1, sum: sum + reward, squares: squares + reward * reward };
}

/** Mean reward; NaN before the first pull. */
export function meanOf({ pulls, sum }: Arm): number {
  return sum / pulls;
}

/** Variance of an arm's own rewards, 0 before the first. */
export function varianceOf({ pulls, sum, squares }: Arm): number {
  return pulls === 0 ? 0 : Math.max(0, squares / pulls - (sum / pulls) ** 2);
}

const PRIOR_MEAN = 0.5;
/** The largest that rewards in [0, 1] can have. */
const PRIOR_VARIANCE = 0.25;

/** Mean and standard deviation of the normal belief. */
export function normalBelief(arm: Arm): { readonly mean: number; readonly deviation: number } {
  const count = arm.pulls + 1;
  const noise = (PRIOR_VARIANCE + arm.pulls * varianceOf(arm)) / count;
  return { mean: (PRIOR_MEAN + arm.sum) / count, deviation: Math.sqrt(noise / count) };
}

export interface Interval {
  readonly low: number;
  readonly mean: number;
  readonly high: number;
}

const NORMAL_95 = 1.959964;

/** Mean of the belief and the interval that holds 95 % of it. */
export function interval(arm: Arm, kind: RewardKind): Interval {
  if (kind === 'bernoulli') {
    const [a, b] = [1 + arm.sum, 1 + arm.pulls - arm.sum];
    return { low: betaQuantile(0.025, a, b), mean: a / (a + b), high: betaQuantile(0.975, a, b) };
  }
  const { mean, deviation } = normalBelief(arm);
  const half = NORMAL_95 * deviation;
  return { low: Math.max(0, mean - half), mean, high: Math.min(1, mean + half) };
}

/**
 * x with P(X ≤ x) = p for X ~ Beta(a, b) of whole a, b ≥ 1: bisection on the binomial sum
 * I_x(a, b) = Σ_{j ≥ a} C(a + b − 1, j) x^j (1 − x)^(a + b − 1 − j).
 */
export function betaQuantile(p: number, a: number, b: number): number {
  let [low, high] = [0, 1];
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (betaBelow(middle, a, b) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function betaBelow(x: number, a: number, b: number): number {
  const n = a + b - 1;
  // In logarithms: C(n, j) overflows past a thousand pulls.
  let log = n * Math.log1p(-x);
  let sum = a === 0 ? Math.exp(log) : 0;
  for (let j = 1; j <= n; j++) {
    log += Math.log((n - j + 1) / j) + Math.log(x) - Math.log1p(-x);
    if (j >= a) sum += Math.exp(log);
  }
  return Math.min(1, sum);
}
