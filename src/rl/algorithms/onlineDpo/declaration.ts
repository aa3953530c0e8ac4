/** Online DPO as it is drawn: its stages, settings, metrics and charts. Pure; what they do is beside it. */
import type { MethodDeclaration } from '../../declaration.ts';
import { number, within } from '../../fields.ts';
import { PREFERENCE_FIELDS } from '../../preferenceFields.ts';
import { ROLLOUT_FIELDS, UPDATE_FIELDS } from '../../sharedFields.ts';
import { FRESH_METRICS, lossMetric, pairMetrics, STEP_METRICS } from '../../sharedMetrics.ts';

export const ONLINE_DPO = {
  id: 'onlineDpo',
  name: 'Online DPO',
  paper: 'Guo et al. 2024, "Direct language model alignment from online AI feedback", arXiv:2402.04792',
  needs: { reward: true },
  stages: [
    { name: 'sample', says: ['rolloutBatch'], knob: 'rolloutBatch' },
    {
      name: 'score',
      words: {
        en: { name: 'Score', text: 'The best and the worst answer to each prompt are found by score' },
        zh: { name: '打分', text: '按得分找出每题最好和最差的回答' },
      },
    },
    {
      name: 'update',
      knob: 'learningRate',
      words: {
        en: { name: 'Update', text: 'DPO: the best answer up, the worst one down' },
        zh: { name: '更新', text: 'DPO：抬高最好的回答，压低最差的' },
      },
    },
  ],
  fields: {
    rolloutBatch: ROLLOUT_FIELDS.rolloutBatch,
    ...within(
      { group: 'method', takesEffect: 'iteration' },
      {
        /** 2 as in TRL and the paper. */
        onlineGroup: number({
          default: 2,
          limits: [2, 64],
          range: [2, 16],
          whole: true,
          step: 1,
          unit: 'answers',
          key: 'onlinegroup',
          memory: true,
          words: {
            en: { label: 'Answers per prompt', help: 'Of so many the best and the worst are learned from.' },
            zh: { label: '每题回答数', help: '从这么多个回答中取最好和最差的来学习。' },
          },
        }),
      },
    ),
    preferenceBeta: PREFERENCE_FIELDS.preferenceBeta,
    missingEosPenalty: ROLLOUT_FIELDS.missingEosPenalty,
    ...UPDATE_FIELDS,
  },
  metrics: {
    ...lossMetric('the mean over pairs of −log σ(r_better − r_worse)'),
    ...pairMetrics('β·Σ (log π − log π_ref)'),
    'objective/scores': {
      unit: 'sd',
      definition: 'mean score that answers are ordered by: less the penalty for a missing end',
    },
    'objective/scores_margin': {
      unit: 'sd',
      definition: "mean over prompts of the best answer's such score less the worst's",
    },
    'nudge/score': {
      unit: 'sd',
      definition: "mean of the reward model's scores before clip and penalty, in spreads of the reference's",
      line: () => 0,
      words: {
        en: { title: 'Reward', text: 'What the answers score; 0 is the base model’s average.' },
        zh: { title: '奖励', text: '回答的得分；0 是原始模型的平均水平。' },
      },
    },
    ...FRESH_METRICS,
    ...STEP_METRICS,
  },
  charts: [
    { id: 'nudge/score', metric: 'nudge/score' },
    { id: 'utility' },
    { id: 'objective/kl', metric: 'objective/kl', knobs: () => ['preferenceBeta'] },
    { id: 'agreement' },
    { id: 'rewards/margins', metric: 'rewards/margins' },
    { id: 'loss', metric: 'loss' },
    { id: 'entropy', metric: 'nudge/entropy', says: ['nudge/entropy'] },
    { id: 'responseLength', metric: 'nudge/response_length', says: ['nudge/response_length'] },
  ],
  leads: [
    ['score', 'nudge/score', 3],
    ['kl', 'objective/kl', 2],
    ['loss', 'loss', 4],
    ['margin', 'rewards/margins', 3],
    ['length', 'nudge/response_length', 1],
  ],
} as const satisfies MethodDeclaration;
