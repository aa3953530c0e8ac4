/** Best-of-n as it is drawn: its stages, settings, metrics and charts. Pure; what they do is beside it. */
import type { MethodDeclaration } from '../../declaration.ts';
import { number, within } from '../../fields.ts';
import { ROLLOUT_FIELDS } from '../../sharedFields.ts';

export const BEST_OF_N = {
  id: 'bestOfN',
  name: 'Best of n',
  paper: 'Stiennon et al. 2020, "Learning to summarize from human feedback", arXiv:2009.01325',
  needs: { reward: true },
  stages: [
    {
      name: 'sample',
      says: ['rolloutBatch'],
      knob: 'rolloutBatch',
      words: {
        en: { name: 'Sample', text: 'n answers to each prompt, by the base model' },
        zh: { name: '采样', text: '原始模型对每题写 n 个回答' },
      },
    },
    {
      name: 'choose',
      knob: 'bestOf',
      words: {
        en: { name: 'Choose', text: 'The best by score is kept; nothing is trained' },
        zh: { name: '挑选', text: '留下得分最高的；不训练任何权重' },
      },
    },
  ],
  fields: {
    ...within(
      { group: 'method', takesEffect: 'iteration' },
      {
        bestOf: number({
          default: 4,
          limits: [2, 256],
          range: [2, 32],
          whole: true,
          step: 1,
          unit: 'answers',
          formula: 'KL ≤ ln n − (n − 1) ÷ n',
          key: 'bestof',
          symbol: 'n',
          memory: true,
          words: {
            en: { label: 'n', help: 'Of so many answers to a prompt the best by score is kept.' },
            zh: { label: 'n', help: '对同一题的这么多个回答，只留得分最高的一个。' },
          },
        }),
      },
    ),
    rolloutBatch: ROLLOUT_FIELDS.rolloutBatch,
  },
  metrics: {
    'nudge/score': {
      unit: 'sd',
      definition: "mean of the reward model's scores before clip and penalty, in spreads of the reference's",
      line: () => 0,
      words: {
        en: { title: 'Reward', text: 'What the answers that were kept scored.' },
        zh: { title: '奖励', text: '留下的回答的得分。' },
      },
    },
    'nudge/score_std': { unit: 'sd', definition: 'spread (N below) of the same scores' },
    'objective/kl': {
      unit: 'nats',
      definition: 'ln n − (n − 1)/n: no less than the KL of best-of-n (Beirami et al. 2024)',
      words: {
        en: { title: 'KL', text: 'At most so far from the base model is the best of n answers.' },
        zh: { title: 'KL', text: 'n 个回答中最好的那个，离原始模型最多这么远。' },
      },
    },
    'nudge/pool_score': {
      unit: 'sd',
      definition: 'mean of the same scores over all answers sampled, chosen or not',
      line: () => 0,
      words: { en: { title: 'Reward of all answers' }, zh: { title: '全部回答的奖励' } },
    },
    'val/num_eos_tokens': { unit: 'answers', definition: 'responses that ended by themselves' },
    episode: {
      unit: 'answers',
      definition: 'responses sampled since the run began, also where the batch has changed on the way',
    },
    'nudge/response_length': {
      unit: 'tokens',
      definition: 'mean tokens of a response, end token included',
      format: 'tenths',
    },
    'nudge/distinct_4': {
      unit: '',
      definition:
        'distinct 4-grams of words ÷ all of them, over the rollout: falls when the policy collapses',
    },
  },
  charts: [
    { id: 'nudge/score', metric: 'nudge/score' },
    { id: 'utility' },
    { id: 'objective/kl', metric: 'objective/kl', knobs: () => ['bestOf'] },
    { id: 'agreement' },
    { id: 'nudge/pool_score', metric: 'nudge/pool_score' },
    { id: 'responseLength', metric: 'nudge/response_length', says: ['nudge/response_length'] },
  ],
  leads: [
    ['score', 'nudge/score', 3],
    ['all', 'nudge/pool_score', 3],
    ['kl', 'objective/kl', 2],
    ['length', 'nudge/response_length', 1],
  ],
} as const satisfies MethodDeclaration;
