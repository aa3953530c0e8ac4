/**
 * Numbers that several methods tell under one name and with one meaning: of fresh answers, of a step, and of pairs that are
 * learned from, under TRL's names. Each method takes those it has into its own. Pure.
 */
import type { ChartDeclaration, Metrics } from './declaration.ts';

/** Of answers that are sampled only to see what has become of the policy, or to learn from. */
export const FRESH_METRICS = {
  'objective/kl': {
    unit: 'nats',
    definition: 'mean over responses of Σ tokens (log π − log π_ref), before the update',
    words: {
      en: { title: 'KL', text: 'How far the model has drifted from where it began.' },
      zh: { title: 'KL', text: '模型离出发时有多远。' },
    },
  },
  'val/num_eos_tokens': { unit: 'answers', definition: 'responses that ended by themselves' },
  'nudge/entropy': {
    unit: 'nats/token',
    definition: 'mean over tokens of −Σ p·log p of the next token',
  },
  'nudge/response_length': {
    unit: 'tokens',
    definition: 'mean tokens of a response, end token included',
    format: 'tenths',
  },
  'nudge/distinct_4': {
    unit: '',
    definition: 'distinct 4-grams of words ÷ all of them, over the rollout: falls when the policy collapses',
  },
} satisfies Metrics;

/** Of the steps of an iteration. */
export const STEP_METRICS = {
  lr: { unit: '', definition: 'learning rate of the policy', format: 'compact' },
  episode: {
    unit: 'answers',
    definition: 'responses sampled since the run began, also where the batch has changed on the way',
  },
  'nudge/grad_norm': {
    unit: '',
    definition: "mean over minibatches of the gradient's norm before it is limited",
  },
} satisfies Metrics;

/**
 * What TRL tells of pairs.
 * @param reward formula of an answer's reward r
 * @param logp what `logps/…` are the mean of
 */
export function pairMetrics(reward: string, logp = 'Σ log π') {
  return {
    'rewards/chosen': {
      unit: '',
      definition: `mean over pairs of the better answer's r = ${reward}, before each step`,
    },
    'rewards/rejected': { unit: '', definition: `mean over pairs of the worse answer's r = ${reward}` },
    'rewards/accuracies': {
      unit: '',
      definition: `share of pairs whose better answer has the larger r = ${reward}`,
      format: 'percent',
      line: () => 0.5,
      words: {
        en: {
          title: 'Pairs in order',
          text: 'Which share of what it learns from the model has the right way round.',
        },
        zh: { title: '顺序正确的对', text: '它正在学的比较中，模型排对了多大比例。' },
      },
    },
    'rewards/margins': {
      unit: '',
      definition: `mean over pairs of r(better) − r(worse), r = ${reward}`,
      line: () => 0,
      words: {
        en: {
          title: 'Margin',
          text: 'How much more the model gives the better answer, as the method counts it.',
        },
        zh: { title: '差距', text: '按这个方法的算法，模型给更好的回答多出多少。' },
      },
    },
    'logps/chosen': { unit: 'nats', definition: `mean over pairs of the better answer's ${logp}` },
    'logps/rejected': { unit: 'nats', definition: `mean over pairs of the worse answer's ${logp}` },
  } satisfies Metrics;
}

/** The loss that is made smaller. @param definition its formula */
export function lossMetric(definition: string) {
  return {
    loss: {
      unit: '',
      definition: `mean over minibatches of ${definition}`,
      format: 'compact',
      words: { en: { title: 'Loss' }, zh: { title: '损失' } },
    },
  } satisfies Metrics;
}

/** Of a method that learns from rankings alone. @param knob the setting that holds it back, beside the KL */
export function preferenceCharts(knob: string): readonly ChartDeclaration[] {
  return [
    { id: 'utility' },
    { id: 'objective/kl', metric: 'objective/kl', knobs: () => [knob] },
    { id: 'rewards/margins', metric: 'rewards/margins' },
    { id: 'loss', metric: 'loss' },
    { id: 'entropy', metric: 'nudge/entropy', says: ['nudge/entropy'] },
    { id: 'responseLength', metric: 'nudge/response_length', says: ['nudge/response_length'] },
  ];
}
