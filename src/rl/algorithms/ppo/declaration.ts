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
    { name: 'sample', says: ['rolloutBatch'], knob: 'rolloutBatch' },
    { name: 'score' },
    { name: 'update', says: ['ppoEpochs', 'minibatches'], knob: 'learningRate' },
  ],
  fields: PPO_FIELDS,
  metrics: PPO_METRICS,
  charts: PPO_CHARTS,
  leads: [
    ['score', 'nudge/score', 3],
    ['kl', 'objective/kl', 2],
    ['beta', 'nudge/kl_coef_next', 4],
    ['entropy', 'nudge/entropy', 2],
    ['clip', 'policy/clipfrac_avg', 3],
    ['length', 'nudge/response_length', 1],
  ],
} as const satisfies MethodDeclaration;
