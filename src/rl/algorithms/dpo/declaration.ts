/** DPO on pairs as it is drawn: its stages, settings, metrics and charts. Pure; what they do is beside it. */
import type { MethodDeclaration } from '../../declaration.ts';
import { PREFERENCE_FIELDS, ROLLOUT_FIELDS, UPDATE_FIELDS } from '../../sharedFields.ts';
import {
  FRESH_METRICS,
  lossMetric,
  pairMetrics,
  preferenceCharts,
  STEP_METRICS,
} from '../../sharedMetrics.ts';
import { DRAW_PAIRS, LEARN_PAIRS, LOOK } from '../../sharedStages.ts';

export const DPO = {
  id: 'dpo',
  name: 'DPO',
  paper: 'Rafailov et al. 2023, "Direct preference optimization", arXiv:2305.18290',
  needs: { rankings: true },
  stages: [LOOK, DRAW_PAIRS, LEARN_PAIRS],
  fields: {
    rolloutBatch: ROLLOUT_FIELDS.rolloutBatch,
    ...PREFERENCE_FIELDS,
    ...UPDATE_FIELDS,
  },
  metrics: {
    ...lossMetric('the mean over pairs of −log σ(r_better − r_worse)'),
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
