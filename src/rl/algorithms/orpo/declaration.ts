/** ORPO as it is drawn: its stages, settings, metrics and charts. Pure; what they do is beside it. */
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

export const ORPO = {
  id: 'orpo',
  name: 'ORPO',
  paper:
    'Hong et al. 2024, "ORPO: Monolithic preference optimization without reference model", arXiv:2403.07691',
  needs: { rankings: true },
  stages: [LOOK, DRAW_PAIRS, LEARN_PAIRS],
  fields: {
    rolloutBatch: ROLLOUT_FIELDS.rolloutBatch,
    preferenceBatch: PREFERENCE_FIELDS.preferenceBatch,
    ...within(
      { group: 'method', takesEffect: 'iteration' },
      {
        orpoLambda: number({
          default: 0.1,
          limits: [0, 1000],
          range: [0, 5],
          step: 0.05,
          formula: 'L = −l_better − λ·log σ(log odds ratio)',
          key: 'orpolambda',
          symbol: 'λ',
          words: {
            en: { label: 'λ', help: 'How much the order counts beside writing like the better answers.' },
            zh: { label: 'λ', help: '相对于模仿更好的回答，顺序计入多少。' },
          },
        }),
      },
    ),
    ...UPDATE_FIELDS,
  },
  metrics: {
    ...lossMetric('the mean over pairs of −l_better − λ·log σ(log odds ratio), l = mean log π'),
    ...pairMetrics('λ·mean log π', 'mean log π'),
    nll_loss: {
      unit: 'nats/token',
      definition: "mean over pairs of −mean log π of the better answer's tokens",
    },
    log_odds_ratio: { unit: '', definition: 'mean over pairs of log σ(log odds ratio)' },
    log_odds_chosen: {
      unit: '',
      definition:
        'log odds ratio, mean over pairs of log odds(better) − log odds(worse), log odds = l − log(1 − e^l)',
    },
    ...FRESH_METRICS,
    ...STEP_METRICS,
  },
  charts: preferenceCharts('orpoLambda'),
  leads: [
    ['loss', 'loss', 4],
    ['right', 'rewards/accuracies', 3],
    ['odds', 'log_odds_chosen', 3],
    ['kl', 'objective/kl', 2],
    ['length', 'nudge/response_length', 1],
  ],
} as const satisfies MethodDeclaration;
