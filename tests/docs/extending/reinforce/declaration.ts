/** REINFORCE as it is drawn: its stages, settings and metrics. Pure; what they do is beside it. */
import type { MethodDeclaration } from '../../../../src/rl/declaration.ts';
import { number, within } from '../../../../src/rl/fields.ts';
import { ROLLOUT_FIELDS, UPDATE_FIELDS } from '../../../../src/rl/sharedFields.ts';

export const REINFORCE = {
  id: 'reinforce',
  name: 'REINFORCE',
  paper: 'Williams 1992, "Simple statistical gradient-following algorithms"',
  needs: { reward: true },
  stages: [
    {
      name: 'sample',
      says: ['rolloutBatch'],
    },
    {
      name: 'learn',
      words: { en: { name: 'Learn', text: 'one step up' }, zh: { name: '学习', text: '上升一步' } },
    },
  ],
  fields: {
    rolloutBatch: ROLLOUT_FIELDS.rolloutBatch,
    ...UPDATE_FIELDS,
    ...within(
      { group: 'method', takesEffect: 'iteration' },
      {
        baselineShare: number({
          default: 1,
          limits: [0, 1],
          step: 0.1,
          formula: 'A = r − share · mean(r)',
          key: 'baseline',
          words: {
            en: { label: 'Baseline', help: 'How much of the mean score is taken off every score.' },
            zh: { label: '基线', help: '从每个得分中减去平均得分的多少。' },
          },
        }),
      },
    ),
  },
  metrics: {
    'objective/scores': { unit: 'sd', definition: 'mean score of the rollout', line: () => 0 },
    'reinforce/loss': {
      unit: '',
      definition: 'mean over minibatches of −Σ A·log π ÷ tokens',
      words: { en: { title: 'Loss' }, zh: { title: '损失' } },
    },
  },
} as const satisfies MethodDeclaration;
