/** GRPO as it is drawn: its stages, settings, presets, metrics and charts. Pure; what they do is beside it. */
import type { MethodDeclaration } from '../../declaration.ts';
import {
  CLIP_CHART,
  CLIP_METRICS,
  GROUP_METRICS,
  RESPONSE_METRICS,
  responseCharts,
} from '../../responseMetrics.ts';
import { GRPO_FIELDS } from './fields.ts';
import { GRPO_PRESETS } from './presets.ts';

export const GRPO = {
  id: 'grpo',
  name: 'GRPO',
  paper:
    'Shao et al. 2024, "DeepSeekMath: pushing the limits of mathematical reasoning in open language models", arXiv:2402.03300',
  needs: { reward: true },
  stages: [
    { name: 'sample', says: ['rolloutBatch'], knob: 'rolloutBatch' },
    {
      name: 'score',
      knob: 'groupSize',
      words: {
        en: { name: 'Score', text: 'Each answer is compared with its group' },
        zh: { name: '打分', text: '每个回答与同组的比较' },
      },
    },
    {
      name: 'update',
      knob: 'learningRate',
      words: {
        en: { name: 'Update', text: 'Better than its group: likelier. Worse: rarer' },
        zh: { name: '更新', text: '比同组好的更常出现，差的更少' },
      },
    },
  ],
  fields: GRPO_FIELDS,
  presets: GRPO_PRESETS,
  metrics: {
    ...RESPONSE_METRICS,
    ...GROUP_METRICS,
    ...CLIP_METRICS,
    'grpo/overlong_reward': {
      unit: 'sd',
      definition: 'mean over answers of what their length takes off, 0 or less',
    },
    'grpo/redrawn_groups': {
      unit: 'groups',
      definition: 'groups drawn anew because all of their answers earned the same',
      format: 'compact',
      words: { en: { title: 'Groups drawn anew' }, zh: { title: '重新采样的组' } },
    },
    'grpo/left_out_groups': {
      unit: 'groups',
      definition: 'groups that earned all the same however often they were drawn, and were left out',
      format: 'compact',
    },
    kl: {
      unit: 'nats/token',
      definition: 'mean over minibatches of the mean over tokens of the estimate in the loss',
    },
    'grpo/loss': {
      unit: '',
      definition: 'mean over minibatches of the policy term + β·kl, by the normaliser chosen',
      format: 'compact',
      words: { en: { title: 'Loss' }, zh: { title: '损失' } },
    },
  },
  charts: responseCharts([
    { id: 'nudge/group_spread', metric: 'nudge/group_spread' },
    CLIP_CHART,
    {
      id: 'grpo/redrawn_groups',
      metric: 'grpo/redrawn_groups',
      knobs: () => ['redraws'],
      where: ({ redraws }) => Number(redraws) > 0,
    },
  ]),
  leads: [
    ['score', 'nudge/score', 3],
    ['kl', 'objective/kl', 2],
    ['spread', 'nudge/group_spread', 3],
    ['entropy', 'nudge/entropy', 2],
    ['clip', 'clip_ratio/region_mean', 3],
    ['length', 'nudge/response_length', 1],
  ],
} as const satisfies MethodDeclaration;
