/**
 * The numbers of one PPO iteration: TRL's names where the number is TRL's, the rest under `nudge/`. TRL's `eps`
 * (episodes per second) is left out: nothing here depends on the clock, so that a run can repeat bit for bit. How each
 * compares with TRL's is in docs/metrics.md. Pure.
 */
import type { ChartDeclaration, Metrics } from '../../declaration.ts';
import { SAMPLER_CHART, SAMPLER_METRICS } from '../../samplerMetrics.ts';
import type { PpoSettings } from './fields.ts';

/**
 * The KL that the leash allows, as multiples of its target: a run starts at no KL at all and is let go up to half as
 * much again as the target. With a fixed β it steers to nothing.
 */
function klBand({ adaptiveKl, klTarget }: Pick<PpoSettings, 'adaptiveKl' | 'klTarget'>) {
  return adaptiveKl ? ([0, 1.5 * klTarget] as const) : null;
}

export const PPO_METRICS = {
  'objective/kl': {
    unit: 'nats',
    definition: 'mean over responses of Σ tokens (log π − log π_ref), before the update',
    band: klBand,
    line: ({ adaptiveKl, klTarget }: PpoSettings) => (adaptiveKl ? klTarget : null),
  },
  'objective/entropy': {
    unit: 'nats',
    definition: 'mean over responses of Σ tokens −log π of what was sampled',
  },
  'objective/non_score_reward': { unit: 'sd', definition: 'mean over responses of −β·Σ k1' },
  'objective/scores': {
    unit: 'sd',
    definition: 'mean score that PPO learns from: clipped, less the penalty for a missing end',
  },
  'objective/rlhf_reward': {
    unit: 'sd',
    definition: '`objective/scores` + `objective/non_score_reward`',
  },
  'objective/kl_coef': { unit: '', definition: 'β that was charged in this row' },
  'policy/approxkl_avg': {
    unit: 'nats',
    definition:
      'mean over minibatches of ½·(Δ log π)² averaged over responses × longest response, padding as 0',
  },
  'policy/clipfrac_avg': {
    unit: '',
    definition: 'mean over minibatches of the share of tokens whose clipped term is larger',
    format: 'percent',
  },
  'loss/policy_avg': {
    unit: '',
    definition: 'mean over minibatches of mean max(−A·ρ, −A·clip(ρ))',
    format: 'compact',
  },
  'loss/value_avg': {
    unit: '',
    definition:
      'mean over minibatches of ½·mean max((V − R)², (clip(V) − R)²) over the places where V is learned',
    format: 'compact',
  },
  'val/clipfrac_avg': {
    unit: '',
    definition: 'mean over minibatches of the share of those places whose clipped value term is larger',
    format: 'percent',
  },
  'val/ratio': {
    unit: '',
    definition: 'mean over minibatches of ρ averaged over responses × longest response, padding as 1',
  },
  'val/ratio_var': {
    unit: '',
    definition: "variance, N − 1 below, of the minibatches' means of `val/ratio`; absent with one minibatch",
  },
  'val/num_eos_tokens': { unit: 'answers', definition: 'responses that ended by themselves' },
  lr: { unit: '', definition: 'learning rate of the policy', format: 'compact' },
  episode: {
    unit: 'answers',
    definition: 'responses sampled since the run began, also where the batch has changed on the way',
  },
  'nudge/kl_coef_next': { unit: '', definition: "β after the controller's update" },
  'nudge/first_ratio': {
    unit: '',
    definition: 'mean ρ of the first minibatch of the first epoch: exactly 1, or rollout and update disagree',
  },
  'nudge/first_approxkl': {
    unit: 'nats',
    definition: '½·mean (Δ log π)² of that minibatch: exactly 0',
  },
  'nudge/approxkl': { unit: 'nats', definition: 'as `policy/approxkl_avg`, over tokens only' },
  'nudge/ratio': { unit: '', definition: 'as `val/ratio`, over tokens only' },
  'nudge/ratio_var': {
    unit: '',
    definition: 'variance of ρ between the tokens of a minibatch, N below, mean over minibatches',
  },
  'nudge/entropy': {
    unit: 'nats/token',
    definition: 'mean over tokens of −Σ p·log p of the next token',
  },
  'nudge/kl_k3': {
    unit: 'nats',
    definition: 'mean over responses of Σ tokens (e^(−Δ) − 1 + Δ), Δ = log π − log π_ref',
  },
  'nudge/score': {
    unit: 'sd',
    definition: "mean of the reward model's scores before clip and penalty, in spreads of the reference's",
    line: () => 0,
  },
  'nudge/score_std': { unit: 'sd', definition: 'spread (N below) of the same scores' },
  'nudge/response_length': {
    unit: 'tokens',
    definition: 'mean tokens of a response, end token included',
    format: 'tenths',
  },
  'nudge/grad_norm': {
    unit: '',
    definition: "mean over minibatches of the gradient's norm before it is limited",
  },
  'nudge/distinct_4': {
    unit: '',
    definition: 'distinct 4-grams of words ÷ all of them, over the rollout: falls when the policy collapses',
  },
  'nudge/dual_clipfrac': {
    unit: '',
    definition: 'mean over minibatches of the share of tokens whose loss dual clip cuts; absent without it',
    format: 'percent',
  },
  'nudge/loss_kl': {
    unit: 'nats/token',
    definition:
      'mean over minibatches of the KL estimate in the loss, without β; absent with the KL in the reward',
  },
  ...SAMPLER_METRICS,
} satisfies Metrics;

/** First what matters, then what explains it. */
export const PPO_CHARTS: readonly ChartDeclaration[] = [
  {
    id: 'reward',
    metric: 'nudge/score',
    says: ['nudge/score', 'objective/scores', 'objective/kl_coef', 'objective/kl', 'objective/rlhf_reward'],
  },
  { id: 'utility' },
  {
    id: 'kl',
    metric: 'objective/kl',
    says: ['objective/kl', 'klTarget', 'nudge/kl_coef_next'],
    knobs: ({ adaptiveKl }) => ['adaptiveKl', adaptiveKl === true ? 'klTarget' : 'klCoefficient'],
  },
  { id: 'agreement' },
  { id: 'entropy', metric: 'nudge/entropy', says: ['nudge/entropy'] },
  {
    id: 'clipFraction',
    metric: 'policy/clipfrac_avg',
    says: ['policy/clipfrac_avg', 'clipRange'],
    knobs: () => ['clipRange'],
  },
  { id: 'valueLoss', metric: 'loss/value_avg', says: ['loss/value_avg', 'valueCoefficient'] },
  { id: 'responseLength', metric: 'nudge/response_length', says: ['nudge/response_length'] },
  SAMPLER_CHART,
];
