/**
 * Names of what one PPO iteration reports. TRL's names where TRL has one, the rest under `nudge/`. TRL's `eps`
 * (episodes per second) is left out: nothing here depends on the clock, so that a run can repeat bit for bit.
 * Units: KL and entropy in nats; scores in standard deviations of the reference model's reward.
 */
import { JUDGE_IDS, type JudgeId } from './labelers/labeler.ts';

export const METRIC_NAMES = [
  /** Mean over responses of the sum over tokens of log π − log π_ref (k1). */
  'objective/kl',
  /** Mean over responses of the sum over tokens of −log π: TRL's name, though not a true entropy. */
  'objective/entropy',
  /** Mean over responses of −β·KL. */
  'objective/non_score_reward',
  /** score + non_score_reward. */
  'objective/rlhf_reward',
  /** Mean normalised reward-model score. */
  'objective/scores',
  /** β after the controller's update. */
  'objective/kl_coef',
  'policy/approxkl_avg',
  'policy/clipfrac_avg',
  /** Mean over tokens of the true entropy of the next-token distribution. */
  'policy/entropy_avg',
  'loss/policy_avg',
  'loss/value_avg',
  'val/clipfrac_avg',
  'val/ratio',
  'val/ratio_var',
  'val/num_eos_tokens',
  'lr',
  'episode',
  /** Mean ratio of the first minibatch of the first epoch: exactly 1, or rollout and update disagree. */
  'nudge/first_ratio',
  /** ½·mean (log ratio)² of that minibatch: exactly 0. */
  'nudge/first_approxkl',
  /** KL by the k3 estimator: never negative, for comparison. */
  'nudge/kl_k3',
  'nudge/score_std',
  'nudge/response_length',
  'nudge/grad_norm',
  /** Share of distinct 4-grams over the rollout: falls when the policy collapses. */
  'nudge/distinct_4',
] as const;

export type MetricName = (typeof METRIC_NAMES)[number] | UtilityName;

/** True utility of each simulated labeler, mean over the rollout: the yardsticks. The classifier's while there is one. */
export type UtilityName = `utility/${JudgeId}`;

export const UTILITY_NAMES: readonly UtilityName[] = JUDGE_IDS.map((id): UtilityName => `utility/${id}`);

/** One iteration's numbers; the iteration counts from 1. */
export interface MetricsRow {
  readonly iteration: number;
  readonly values: Readonly<Partial<Record<MetricName, number>>>;
}

/** How well reward-model scores agree with rankings. Ties carry no order and are not counted. */
export interface Agreement {
  readonly rankings: number;
  /** Ordered pairs compared. */
  readonly pairs: number;
  /** Share of pairs ordered the same way; NaN without pairs. */
  readonly accuracy: number;
  /** Mean over rankings of (concordant − discordant) ÷ pairs; NaN without pairs. */
  readonly kendallTau: number;
}
