/** RLOO as it is drawn: its stages, settings, metrics and charts. Pure; what they do is beside it. */
import type { MethodDeclaration } from '../../declaration.ts';
import { choice, flag, within, type ValuesOf } from '../../fields.ts';
import { GROUP_FIELDS, PENALTY_FIELDS, RATIO_FIELDS } from '../../responseFields.ts';
import {
  CLIP_CHART,
  CLIP_METRICS,
  GROUP_METRICS,
  PENALTY_METRICS,
  RESPONSE_METRICS,
  responseCharts,
} from '../../responseMetrics.ts';
import { ROLLOUT_FIELDS, SAMPLER_FIELDS, UPDATE_FIELDS } from '../../sharedFields.ts';
import type { TrainingSettings } from '../../trainingSettings.ts';

const OWN = within(
  { group: 'method', takesEffect: 'iteration' },
  {
    /** TRL's is the answer, OpenRLHF's the token. */
    rlooUnit: choice({
      default: 'answer',
      values: ['answer', 'token'],
      valueWords: {
        answer: { en: 'whole answer (TRL)', zh: '整个回答（TRL）' },
        token: { en: 'each token (OpenRLHF)', zh: '逐词元（OpenRLHF）' },
      },
      formula: 'ρ of Π π ÷ π_old, or of each token',
      key: 'rloounit',
      words: {
        en: {
          label: 'Action',
          help: 'Whether an answer is one action, with one ratio and the KL in its reward; or each token is, and pays for the KL from there on.',
        },
        zh: {
          label: '动作',
          help: '整个回答是一个动作，只有一个比率，KL 计入奖励；或者每个词元是一个动作，各付其后的 KL。',
        },
      },
    }),
    /** TRL's `normalize_advantages`. */
    normaliseAdvantages: flag({
      default: false,
      formula: '(A − mean) ÷ (sd + 1e-4)',
      key: 'rloonorm',
      rare: true,
      words: {
        en: { label: 'Normalise advantages', help: 'To a mean of 0 and a spread of 1, over the batch.' },
        zh: { label: '归一化优势', help: '在整批上把均值变为 0、标准差变为 1。' },
      },
    }),
  },
);

export const RLOO_FIELDS = {
  rolloutBatch: ROLLOUT_FIELDS.rolloutBatch,
  /** TRL's. */
  groupSize: { ...GROUP_FIELDS.groupSize, default: 2 },
  ...RATIO_FIELDS,
  ...OWN,
  ...UPDATE_FIELDS,
  importanceCap: SAMPLER_FIELDS.importanceCap,
  missingEosPenalty: ROLLOUT_FIELDS.missingEosPenalty,
  scoreClip: ROLLOUT_FIELDS.scoreClip,
  ...PENALTY_FIELDS,
};

export type RlooSettings = TrainingSettings & ValuesOf<typeof RLOO_FIELDS>;

export const RLOO = {
  id: 'rloo',
  name: 'RLOO',
  paper:
    'Ahmadian et al. 2024, "Back to basics: revisiting REINFORCE style optimization for learning from human feedback in LLMs", arXiv:2402.14740',
  needs: { reward: true },
  stages: [
    { name: 'sample', says: ['rolloutBatch'], knob: 'rolloutBatch' },
    {
      name: 'score',
      knob: 'groupSize',
      words: {
        en: { name: 'Score', text: 'Each answer is compared with the others to its prompt' },
        zh: { name: '打分', text: '每个回答与同一提示的其他回答比较' },
      },
    },
    {
      name: 'update',
      knob: 'learningRate',
      words: {
        en: { name: 'Update', text: 'Better than the others: likelier. Worse: rarer' },
        zh: { name: '更新', text: '比其他好的更常出现，差的更少' },
      },
    },
  ],
  fields: RLOO_FIELDS,
  metrics: {
    ...RESPONSE_METRICS,
    ...PENALTY_METRICS,
    ...GROUP_METRICS,
    ...CLIP_METRICS,
    'rloo/loss': {
      unit: '',
      definition: 'mean over minibatches of mean max(−A·ρ, −A·clip(ρ))',
      format: 'compact',
      words: { en: { title: 'Loss' }, zh: { title: '损失' } },
    },
  },
  charts: responseCharts([{ id: 'nudge/group_spread', metric: 'nudge/group_spread' }, CLIP_CHART]),
  leads: [
    ['score', 'nudge/score', 3],
    ['kl', 'objective/kl', 2],
    ['spread', 'nudge/group_spread', 3],
    ['entropy', 'nudge/entropy', 2],
    ['clip', 'clip_ratio/region_mean', 3],
    ['length', 'nudge/response_length', 1],
  ],
} as const satisfies MethodDeclaration;
