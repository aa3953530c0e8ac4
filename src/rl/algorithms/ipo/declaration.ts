/** IPO as it is drawn: its stages, settings, metrics and charts. Pure; what they do is beside it. */
import type { MethodDeclaration } from '../../declaration.ts';
import { flag, within } from '../../fields.ts';
import { PREFERENCE_FIELDS, ROLLOUT_FIELDS, UPDATE_FIELDS } from '../../sharedFields.ts';
import {
  FRESH_METRICS,
  lossMetric,
  pairMetrics,
  preferenceCharts,
  STEP_METRICS,
} from '../../sharedMetrics.ts';
import { DRAW_PAIRS, LEARN_PAIRS, LOOK } from '../../sharedStages.ts';

export const IPO = {
  id: 'ipo',
  name: 'IPO',
  paper:
    'Azar et al. 2023, "A general theoretical paradigm to understand learning from human preferences", arXiv:2310.12036',
  needs: { rankings: true },
  stages: [LOOK, DRAW_PAIRS, LEARN_PAIRS],
  fields: {
    rolloutBatch: ROLLOUT_FIELDS.rolloutBatch,
    ...PREFERENCE_FIELDS,
    preferenceBeta: { ...PREFERENCE_FIELDS.preferenceBeta, formula: '(Δ − 1 ÷ 2β)²' },
    ...within(
      { group: 'method', takesEffect: 'iteration' },
      {
        /** TRL's; off as in the paper, OpenRLHF and TRL's online DPO. */
        ipoPerToken: flag({
          default: false,
          formula: 'Δ of means over tokens',
          key: 'ipomean',
          words: {
            en: {
              label: 'Per token',
              help: 'On: an answer counts by the mean over its tokens, as in TRL. Off: by their sum, as in the paper.',
            },
            zh: {
              label: '按词元平均',
              help: '开：按回答中词元的平均值计算，与 TRL 相同。关：按总和，与论文相同。',
            },
          },
        }),
      },
    ),
    ...UPDATE_FIELDS,
  },
  metrics: {
    ...lossMetric('the mean over pairs of (Δ − 1 ÷ 2β)², Δ = drift(better) − drift(worse)'),
    ...pairMetrics('β·Σ (log π − log π_ref)'),
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
