/**
 * Numbers of methods that give a whole answer one advantage, and their charts: TRL's names where the number is TRL's. What
 * another method tells under the same name is the same number. Pure.
 */
import type { ChartDeclaration, Metrics } from './declaration.ts';
import { SAMPLER_CHART, SAMPLER_METRICS } from './samplerMetrics.ts';
import { FRESH_METRICS, STEP_METRICS } from './sharedMetrics.ts';

/** Of every such method. */
export const RESPONSE_METRICS = {
  'nudge/score': {
    unit: 'sd',
    definition: "mean of the reward model's scores before clip and penalty, in spreads of the reference's",
    line: () => 0,
  },
  'nudge/score_std': { unit: 'sd', definition: 'spread (N below) of the same scores' },
  'objective/scores': {
    unit: 'sd',
    definition:
      'mean score that is learned from: clipped, less the penalties for a missing end and for length',
  },
  'nudge/first_ratio': {
    unit: '',
    definition: 'mean ρ of the first minibatch of the first epoch: exactly 1, or rollout and update disagree',
  },
  'nudge/approxkl': { unit: 'nats', definition: 'as `policy/approxkl_avg`, over tokens only' },
  ...FRESH_METRICS,
  ...STEP_METRICS,
  ...SAMPLER_METRICS,
} satisfies Metrics;

/** Of a method that compares answers to the same prompt. */
export const GROUP_METRICS = {
  frac_reward_zero_std: {
    unit: '',
    definition: 'share of groups whose rewards are all the same, so that they teach nothing',
    format: 'percent',
  },
  'nudge/group_spread': {
    unit: 'sd',
    definition: 'mean over groups of the spread (N − 1 below) of their rewards',
    words: {
      en: {
        title: 'Spread in a group',
        text: 'How far answers to one prompt are apart in reward. Without a spread there is nothing to learn.',
      },
      zh: { title: '组内差异', text: '同一提示的回答在奖励上相差多少。没有差异就没有可学的。' },
    },
  },
} satisfies Metrics;

/** Of a method whose ratio is bounded; a ratio is a token's, or an answer's where that has one. */
export const CLIP_METRICS = {
  'clip_ratio/low_mean': {
    unit: '',
    definition: 'mean over minibatches of the share of ratios below their bound',
    format: 'percent',
  },
  'clip_ratio/high_mean': {
    unit: '',
    definition: 'mean over minibatches of the share of ratios above their bound',
    format: 'percent',
  },
  'clip_ratio/region_mean': {
    unit: '',
    definition: '`clip_ratio/low_mean` + `clip_ratio/high_mean`',
    format: 'percent',
    words: {
      en: {
        title: 'Clipped',
        text: 'Share of ratios beyond their bounds. There the loss pushes no further, or no harder.',
      },
      zh: { title: '被裁剪', text: '超出界限的比率所占份额。在那里损失不再推动，或不再加力。' },
    },
  },
} satisfies Metrics;

/** Of a method that takes the KL off the reward. */
export const PENALTY_METRICS = {
  'objective/non_score_reward': { unit: 'sd', definition: 'mean over responses of −β·Σ k1' },
  'objective/rlhf_reward': {
    unit: 'sd',
    definition: '`objective/scores` + `objective/non_score_reward`',
  },
} satisfies Metrics;

/** First what matters, then what explains it. @param own the method's, before length and entropy */
export function responseCharts(own: readonly ChartDeclaration[]): readonly ChartDeclaration[] {
  return [
    { id: 'reward', metric: 'nudge/score', says: ['nudge/score'] },
    { id: 'utility' },
    { id: 'objective/kl', metric: 'objective/kl', knobs: () => ['klCoefficient'] },
    { id: 'agreement' },
    { id: 'entropy', metric: 'nudge/entropy', says: ['nudge/entropy'] },
    ...own,
    { id: 'responseLength', metric: 'nudge/response_length', says: ['nudge/response_length'] },
    SAMPLER_CHART,
  ];
}

export const CLIP_CHART: ChartDeclaration = {
  id: 'clip_ratio/region_mean',
  metric: 'clip_ratio/region_mean',
  knobs: () => ['clipLow', 'clipHigh'],
};
