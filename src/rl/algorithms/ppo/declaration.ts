/** PPO as it is drawn: its stages, settings, metrics and charts. Pure; what they do is beside it. */
import type { MethodDeclaration } from '../../declaration.ts';
import { PPO_FIELDS } from './fields.ts';
import { PPO_CHARTS, PPO_METRICS } from './metrics.ts';

export const PPO = {
  id: 'ppo',
  name: 'PPO',
  paper: 'Schulman et al. 2017, "Proximal policy optimization algorithms", arXiv:1707.06347',
  needs: { reward: true },
  stages: [
    { name: 'sample', says: ['rolloutBatch'] },
    { name: 'score' },
    { name: 'update', says: ['ppoEpochs', 'minibatches'] },
  ],
  fields: PPO_FIELDS,
  metrics: PPO_METRICS,
  charts: PPO_CHARTS,
} as const satisfies MethodDeclaration;
