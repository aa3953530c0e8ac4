/** REINFORCE as it is drawn: its stages, settings, metrics and charts. Pure; what they do is beside it. */
import type { MethodDeclaration } from '../../declaration.ts';
import { choice, number, within, type ValuesOf } from '../../fields.ts';
import { PENALTY_FIELDS } from '../../responseFields.ts';
import { PENALTY_METRICS, RESPONSE_METRICS, responseCharts } from '../../responseMetrics.ts';
import { ROLLOUT_FIELDS, SAMPLER_FIELDS, UPDATE_FIELDS } from '../../sharedFields.ts';
import type { TrainingSettings } from '../../trainingSettings.ts';

const OWN = within(
  { group: 'method', takesEffect: 'iteration' },
  {
    baseline: choice({
      default: 'mean',
      values: ['mean', 'leaveOut', 'average', 'none'],
      valueWords: {
        mean: { en: 'mean of the batch', zh: '整批的均值' },
        leaveOut: { en: 'mean of the others in it', zh: '批中其他回答的均值' },
        average: { en: 'moving average', zh: '滑动平均' },
        none: { en: 'none', zh: '没有' },
      },
      formula: 'A = R − b',
      key: 'rfbase',
      words: {
        en: {
          label: 'Baseline',
          help: 'What an answer has to beat to become likelier. Without one, all that earns anything does.',
        },
        zh: { label: '基线', help: '回答要超过什么才会更常出现。没有基线时，凡有得分的都会。' },
      },
    }),
    baselineDecay: number({
      default: 0.9,
      limits: [0, 1],
      range: [0, 0.999],
      step: 0.05,
      formula: 'b ← d·b + (1 − d)·mean R',
      key: 'rfdecay',
      onlyWith: { setting: 'baseline', is: 'average' },
      words: {
        en: { label: 'Decay of the average', help: 'How much of it is kept from one batch to the next.' },
        zh: { label: '滑动平均的衰减', help: '从一批到下一批保留多少。' },
      },
    }),
  },
);

export const REINFORCE_FIELDS = {
  rolloutBatch: ROLLOUT_FIELDS.rolloutBatch,
  ...OWN,
  ...UPDATE_FIELDS,
  importanceCap: SAMPLER_FIELDS.importanceCap,
  missingEosPenalty: ROLLOUT_FIELDS.missingEosPenalty,
  scoreClip: ROLLOUT_FIELDS.scoreClip,
  ...PENALTY_FIELDS,
};

export type ReinforceSettings = TrainingSettings & ValuesOf<typeof REINFORCE_FIELDS>;

export const REINFORCE = {
  id: 'reinforce',
  name: 'REINFORCE',
  paper:
    'Williams 1992, "Simple statistical gradient-following algorithms for connectionist reinforcement learning"',
  needs: { reward: true },
  stages: [
    { name: 'sample', says: ['rolloutBatch'], knob: 'rolloutBatch' },
    {
      name: 'score',
      words: {
        en: { name: 'Score', text: 'Each answer gets a score, less the baseline' },
        zh: { name: '打分', text: '每个回答得到分数，再减去基线' },
      },
    },
    {
      name: 'update',
      knob: 'learningRate',
      words: {
        en: { name: 'Update', text: 'Above the baseline: likelier. Below: rarer' },
        zh: { name: '更新', text: '高于基线的更常出现，低于的更少' },
      },
    },
  ],
  fields: REINFORCE_FIELDS,
  metrics: {
    ...RESPONSE_METRICS,
    ...PENALTY_METRICS,
    'reinforce/baseline': {
      unit: 'sd',
      definition: 'mean over responses of the baseline that was taken off their rewards',
      words: {
        en: { title: 'Baseline', text: 'What an answer had to beat.' },
        zh: { title: '基线', text: '回答要超过的值。' },
      },
    },
    'reinforce/loss': {
      unit: '',
      definition: 'mean over minibatches of −mean over responses of A·Σ log π',
      format: 'compact',
      words: { en: { title: 'Loss' }, zh: { title: '损失' } },
    },
  },
  charts: responseCharts([{ id: 'reinforce/baseline', metric: 'reinforce/baseline' }]),
  leads: [
    ['score', 'nudge/score', 3],
    ['kl', 'objective/kl', 2],
    ['baseline', 'reinforce/baseline', 3],
    ['entropy', 'nudge/entropy', 2],
    ['length', 'nudge/response_length', 1],
  ],
} as const satisfies MethodDeclaration;
