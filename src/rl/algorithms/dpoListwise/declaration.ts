/** DPO on whole rankings as it is drawn: its stages, settings, metrics and charts. Pure; what they do is beside it. */
import type { MethodDeclaration } from '../../declaration.ts';
import { PREFERENCE_FIELDS, ROLLOUT_FIELDS, UPDATE_FIELDS } from '../../sharedFields.ts';
import { FRESH_METRICS, lossMetric, preferenceCharts, STEP_METRICS } from '../../sharedMetrics.ts';
import { LOOK } from '../../sharedStages.ts';

const R = 'r = β·Σ (log π − log π_ref)';

export const DPO_LISTWISE = {
  id: 'dpoListwise',
  name: 'DPO (whole rankings)',
  paper: 'Rafailov et al. 2023, "Direct preference optimization", appendix A.3, arXiv:2305.18290',
  needs: { rankings: true },
  stages: [
    LOOK,
    {
      name: 'draw',
      knob: 'preferenceBatch',
      words: {
        en: { name: 'Draw', text: 'Whole rankings of yours' },
        zh: { name: '抽取', text: '抽取你的整个排序' },
      },
    },
    {
      name: 'update',
      knob: 'learningRate',
      words: {
        en: { name: 'Update', text: 'Each answer above all that stand below it' },
        zh: { name: '更新', text: '让每个回答高于排在它下面的所有回答' },
      },
    },
  ],
  fields: {
    rolloutBatch: ROLLOUT_FIELDS.rolloutBatch,
    ...PREFERENCE_FIELDS,
    ...UPDATE_FIELDS,
  },
  metrics: {
    ...lossMetric(
      'the mean over rankings of the mean over answers that beat any of log(e^r + Σ e^r of worse tiers) − r',
    ),
    'rewards/chosen': {
      unit: '',
      definition: `mean over rankings of the best tier's mean ${R}, before each step`,
    },
    'rewards/rejected': { unit: '', definition: `mean over rankings of the worst tier's mean ${R}` },
    'rewards/accuracies': {
      unit: '',
      definition: `mean over rankings of the share of ordered pairs whose better answer has the larger ${R}`,
      format: 'percent',
      line: () => 0.5,
    },
    'rewards/margins': {
      unit: '',
      definition: `mean over rankings of r(best tier) − r(worst tier), ${R}`,
      line: () => 0,
      words: {
        en: {
          title: 'Margin',
          text: 'How much more the model gives the best answer of a ranking than the worst.',
        },
        zh: { title: '差距', text: '模型给排序中最好的回答比最差的多出多少。' },
      },
    },
    'logps/chosen': { unit: 'nats', definition: "mean over rankings of the best tier's mean Σ log π" },
    'logps/rejected': { unit: 'nats', definition: "mean over rankings of the worst tier's mean Σ log π" },
    ...FRESH_METRICS,
    ...STEP_METRICS,
  },
  charts: preferenceCharts('preferenceBeta'),
  leads: [
    ['loss', 'loss', 4],
    ['right', 'rewards/accuracies', 3],
    ['margin', 'rewards/margins', 3],
    ['kl', 'objective/kl', 2],
    ['length', 'nudge/response_length', 1],
  ],
} as const satisfies MethodDeclaration;
