/** SimPO as it is drawn: its stages, settings, metrics and charts. Pure; what they do is beside it. */
import type { MethodDeclaration } from '../../declaration.ts';
import { number, within } from '../../fields.ts';
import { PREFERENCE_FIELDS } from '../../preferenceFields.ts';
import { ROLLOUT_FIELDS, UPDATE_FIELDS } from '../../sharedFields.ts';
import {
  FRESH_METRICS,
  lossMetric,
  pairMetrics,
  preferenceCharts,
  STEP_METRICS,
} from '../../sharedMetrics.ts';
import { DRAW_PAIRS, LEARN_PAIRS, LOOK } from '../../sharedStages.ts';

export const SIMPO = {
  id: 'simpo',
  name: 'SimPO',
  paper:
    'Meng et al. 2024, "SimPO: Simple preference optimization with a reference-free reward", arXiv:2405.14734',
  needs: { rankings: true },
  stages: [LOOK, DRAW_PAIRS, LEARN_PAIRS],
  fields: {
    rolloutBatch: ROLLOUT_FIELDS.rolloutBatch,
    preferenceBatch: PREFERENCE_FIELDS.preferenceBatch,
    ...within(
      { group: 'method', takesEffect: 'iteration' },
      {
        simpoBeta: number({
          default: 2,
          limits: [1e-6, 1000],
          range: [0.1, 10],
          step: 0.1,
          formula: 'r = β·mean log π',
          key: 'simpobeta',
          symbol: 'β',
          words: {
            en: { label: 'β', help: 'What a nat per token is worth.' },
            zh: { label: 'β', help: '每词元 1 nat 值多少。' },
          },
        }),
        simpoGamma: number({
          default: 0.5,
          limits: [0, 1000],
          range: [0, 5],
          step: 0.1,
          formula: 'L = −log σ(r_better − r_worse − γ)',
          key: 'simpogamma',
          words: {
            en: { label: 'Margin γ', help: 'By how much the better answer is to be ahead.' },
            zh: { label: '间隔 γ', help: '更好的回答应领先多少。' },
          },
        }),
      },
    ),
    ...UPDATE_FIELDS,
  },
  metrics: {
    ...lossMetric('the mean over pairs of −log σ(r_better − r_worse − γ)'),
    ...pairMetrics('β·mean log π', 'mean log π'),
    ...FRESH_METRICS,
    ...STEP_METRICS,
  },
  charts: preferenceCharts('simpoBeta'),
  leads: [
    ['loss', 'loss', 4],
    ['right', 'rewards/accuracies', 3],
    ['margin', 'rewards/margins', 3],
    ['kl', 'objective/kl', 2],
    ['length', 'nudge/response_length', 1],
  ],
} as const satisfies MethodDeclaration;
