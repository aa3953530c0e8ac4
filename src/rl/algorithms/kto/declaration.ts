/** KTO as it is drawn: its stages, settings, metrics and charts. Pure; what they do is beside it. */
import type { MethodDeclaration } from '../../declaration.ts';
import { number, within } from '../../fields.ts';
import { PREFERENCE_FIELDS, ROLLOUT_FIELDS, UPDATE_FIELDS } from '../../sharedFields.ts';
import { FRESH_METRICS, lossMetric, preferenceCharts, STEP_METRICS } from '../../sharedMetrics.ts';
import { LOOK } from '../../sharedStages.ts';

const R = 'r = β·Σ (log π − log π_ref)';
const WEIGHT = { default: 1, limits: [0, 1000], range: [0, 4], step: 0.1, rare: true } as const;

export const KTO = {
  id: 'kto',
  name: 'KTO',
  paper:
    'Ethayarajh et al. 2024, "KTO: Model alignment as prospect theoretic optimization", arXiv:2402.01306',
  needs: { rankings: true },
  stages: [
    LOOK,
    {
      name: 'draw',
      knob: 'preferenceBatch',
      words: {
        en: { name: 'Draw', text: 'Answers that you ranked high or low' },
        zh: { name: '抽取', text: '抽取你排得高或低的回答' },
      },
    },
    {
      name: 'update',
      knob: 'learningRate',
      words: {
        en: { name: 'Update', text: 'Good answers up, bad ones down, each alone' },
        zh: { name: '更新', text: '逐个抬高好的回答，压低差的' },
      },
    },
  ],
  fields: {
    rolloutBatch: ROLLOUT_FIELDS.rolloutBatch,
    ...PREFERENCE_FIELDS,
    ...within(
      { group: 'method', takesEffect: 'iteration' },
      {
        ktoDesirable: number({
          ...WEIGHT,
          formula: 'λ_D·(1 − σ(r − β·z₀))',
          key: 'ktogood',
          words: {
            en: {
              label: 'Weight of good answers',
              help: 'How much an answer in the upper half of its ranking counts.',
            },
            zh: { label: '好回答的权重', help: '排在上半部分的回答计入多少。' },
          },
        }),
        ktoUndesirable: number({
          ...WEIGHT,
          formula: 'λ_U·(1 − σ(β·z₀ − r))',
          key: 'ktobad',
          words: {
            en: {
              label: 'Weight of bad answers',
              help: 'How much an answer in the lower half of its ranking counts.',
            },
            zh: { label: '差回答的权重', help: '排在下半部分的回答计入多少。' },
          },
        }),
      },
    ),
    ...UPDATE_FIELDS,
  },
  metrics: {
    ...lossMetric('the mean over answers of λ_D·(1 − σ(r − β·z₀)) or λ_U·(1 − σ(β·z₀ − r))'),
    'rewards/chosen': { unit: '', definition: `mean over desirable answers of ${R}, before each step` },
    'rewards/rejected': { unit: '', definition: `mean over undesirable answers of ${R}` },
    'rewards/margins': {
      unit: '',
      definition: `r of desirable answers − r of undesirable ones, means, ${R}`,
      line: () => 0,
      words: {
        en: { title: 'Margin', text: 'How much more the model gives good answers than bad ones.' },
        zh: { title: '差距', text: '模型给好回答比差回答多出多少。' },
      },
    },
    'logps/chosen': { unit: 'nats', definition: 'mean over desirable answers of Σ log π' },
    'logps/rejected': { unit: 'nats', definition: 'mean over undesirable answers of Σ log π' },
    kl: {
      unit: 'nats',
      definition: 'z₀: mean over answers put behind a prompt of another of Σ (log π − log π_ref), at least 0',
    },
    ...FRESH_METRICS,
    ...STEP_METRICS,
  },
  charts: preferenceCharts('preferenceBeta'),
  leads: [
    ['loss', 'loss', 4],
    ['margin', 'rewards/margins', 3],
    ['z0', 'kl', 3],
    ['kl', 'objective/kl', 2],
    ['length', 'nudge/response_length', 1],
  ],
} as const satisfies MethodDeclaration;
