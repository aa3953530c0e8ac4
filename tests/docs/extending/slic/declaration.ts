/** SLiC as it is drawn: its stages, settings and metrics. Pure; what they do is beside it. */
import type { MethodDeclaration } from '../../../../src/rl/declaration.ts';
import { number, within } from '../../../../src/rl/fields.ts';
import { ROLLOUT_FIELDS, UPDATE_FIELDS } from '../../../../src/rl/sharedFields.ts';

export const SLIC = {
  id: 'slic',
  name: 'SLiC',
  paper: 'Zhao et al. 2023, "SLiC-HF: Sequence likelihood calibration with human feedback"',
  needs: { rankings: true },
  stages: [
    {
      name: 'draw',
      words: { en: { name: 'Draw', text: 'pairs' }, zh: { name: '抽取', text: '成对的回答' } },
    },
    { name: 'update' },
  ],
  fields: {
    rolloutBatch: ROLLOUT_FIELDS.rolloutBatch,
    ...UPDATE_FIELDS,
    ...within(
      { group: 'method', takesEffect: 'iteration' },
      {
        slicBeta: number({
          default: 0.1,
          limits: [0, 100],
          step: 0.05,
          formula: 'L = max(0, 1 − β·Δ)',
          key: 'slicbeta',
          words: {
            en: { label: 'Beta', help: 'How near to the base model the answers stay.' },
            zh: { label: 'β', help: '回答离基础模型有多近。' },
          },
        }),
      },
    ),
  },
  metrics: {
    'slic/loss': { unit: '', definition: 'mean over pairs of max(0, 1 − β·Δ)' },
    'slic/accuracy': { unit: '', definition: 'share of pairs with Δ > 0', format: 'percent' },
    'slic/margin': { unit: 'nats', definition: 'mean over pairs of Δ before the update' },
  },
} as const satisfies MethodDeclaration;
