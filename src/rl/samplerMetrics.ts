/**
 * How far the weights that wrote a rollout were from those that are trained on it: metrics and a chart of every method that
 * weighs tokens for it (training/importance.ts). Pure: the page draws them.
 */
import type { ChartDeclaration, Metrics } from './declaration.ts';

export const SAMPLER_METRICS = {
  'sampling/sampling_logp_difference/mean': {
    unit: 'nats',
    definition:
      'mean over tokens of how far log π_sampler is from log π; absent where the sampler is the trainer',
    format: 'compact',
    words: {
      en: { title: 'Sampler ≠ trainer' },
      zh: { title: '采样 ≠ 训练' },
    },
  },
  'sampling/sampling_logp_difference/max': {
    unit: 'nats',
    definition: 'the largest of the same',
    format: 'compact',
  },
  'sampling/importance_sampling_ratio/mean': {
    unit: '',
    definition:
      'mean over tokens of min(π ÷ π_sampler, C), the weight of a token in the loss; all of it with C = 0',
  },
  'sampling/importance_sampling_ratio/max': { unit: '', definition: 'the largest of the same' },
} as const satisfies Metrics;

/** Drawn while the two are not one. */
export const SAMPLER_CHART: ChartDeclaration = {
  id: 'sampler',
  metric: 'sampling/sampling_logp_difference/mean',
  knobs: () => ['importanceCap'],
  where: ({ samplerWeights }) => samplerWeights !== 'same',
};
