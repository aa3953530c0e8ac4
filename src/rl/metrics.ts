/**
 * Names of what one PPO iteration reports. TRL's names where the number is TRL's, the rest under `nudge/`; each
 * definition beside TRL's is in docs/metrics.md. TRL's `eps` (episodes per second) is left out: nothing here depends
 * on the clock, so that a run can repeat bit for bit.
 * Units: KL and entropy in nats; scores in standard deviations of the reference model's reward.
 */
import { JUDGE_IDS, type JudgeId } from '../tastes/labeler.ts';

export const METRIC_NAMES = [
  /** Mean over responses of the sum over tokens of log π − log π_ref (k1). */
  'objective/kl',
  /** Mean over responses of the sum over tokens of −log π: TRL's name, though not a true entropy. */
  'objective/entropy',
  /** Mean over responses of −β·KL. */
  'objective/non_score_reward',
  /** scores + non_score_reward: what PPO maximises. */
  'objective/rlhf_reward',
  /** Mean score after clipping and the penalty for a missing end. */
  'objective/scores',
  /** β as it was charged; lm-human-preferences' name. */
  'objective/kl_coef',
  /** Padding counts as 0; see nudge/approxkl. */
  'policy/approxkl_avg',
  'policy/clipfrac_avg',
  'loss/policy_avg',
  'loss/value_avg',
  'val/clipfrac_avg',
  /** Padding counts as 1; see nudge/ratio. */
  'val/ratio',
  /** Variance of the minibatches' mean ratios, N − 1 below; none with one minibatch. */
  'val/ratio_var',
  /** Responses that ended by themselves. */
  'val/num_eos_tokens',
  'lr',
  /** Responses sampled since the run began. */
  'episode',
  /** β after the controller's update. */
  'nudge/kl_coef_next',
  /** Mean ratio of the first minibatch of the first epoch: exactly 1, or rollout and update disagree. */
  'nudge/first_ratio',
  /** ½·mean (log ratio)² of that minibatch: exactly 0. */
  'nudge/first_approxkl',
  /** ½·mean (log ratio)² over tokens, without padding. */
  'nudge/approxkl',
  /** Mean ratio over tokens, without padding. */
  'nudge/ratio',
  /** Variance of the ratio between the tokens of a minibatch, mean over minibatches. */
  'nudge/ratio_var',
  /** Mean over tokens of the true entropy of the next-token distribution. */
  'nudge/entropy',
  /** KL by the k3 estimator: never negative, for comparison. */
  'nudge/kl_k3',
  /** Mean normalised reward-model score, before clipping and penalty. */
  'nudge/score',
  'nudge/score_std',
  /** Mean tokens of a response, end token included. */
  'nudge/response_length',
  /** Mean words of a response: what the first releases told in place of its tokens. */
  'nudge/response_words',
  'nudge/grad_norm',
  /** Share of distinct 4-grams over the rollout: falls when the policy collapses. */
  'nudge/distinct_4',
] as const;

export type MetricName = (typeof METRIC_NAMES)[number] | UtilityName;

/**
 * Utility by each simulated labeler that has something to look for, mean over the rollout: the yardsticks. The
 * classifier's while there is one.
 */
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
  /** 95 % interval of the accuracy; absent without pairs, and in runs of the first releases. */
  readonly interval?: readonly [low: number, high: number];
  /** Mean over rankings of (concordant − discordant) ÷ pairs; NaN without pairs. */
  readonly kendallTau: number;
}
