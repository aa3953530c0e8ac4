/**
 * Settings of methods that give a whole answer one advantage: REINFORCE, RLOO, GRPO and what is named after it. Each takes
 * those it needs, and may give them another default. Pure.
 */
import { number, within, type Fields } from './fields.ts';

const METHOD = { group: 'method', takesEffect: 'iteration' } as const;

/** Of a method that compares answers to the same prompt. */
export const GROUP_FIELDS = within(METHOD, {
  groupSize: number({
    default: 8,
    limits: [2, 256],
    range: [2, 32],
    whole: true,
    step: 1,
    unit: 'answers',
    formula: 'G',
    key: 'group',
    symbol: 'G',
    memory: true,
    words: {
      en: {
        label: 'Answers in a group',
        help: 'So many answers to one prompt are compared with each other.',
      },
      zh: { label: '每组回答数', help: '同一提示的这么多个回答互相比较。' },
    },
  }),
} satisfies Fields);

/** Of a method whose ratio of new to old probability is bounded. */
export const RATIO_FIELDS = within(METHOD, {
  updateEpochs: number({
    default: 1,
    limits: [1, 1000],
    range: [1, 8],
    whole: true,
    step: 1,
    formula: 'E',
    key: 'passes',
    words: {
      en: { label: 'Epochs', help: 'How often one batch is learned from.' },
      zh: { label: '遍数', help: '同一批回答学几遍。' },
    },
  }),
  clipLow: number({
    default: 0.2,
    limits: [0, 1],
    range: [1e-5, 1],
    step: 1.25,
    scale: 'log',
    formula: 'ρ ≥ 1 − ε_low',
    key: 'cliplow',
    symbol: 'ε↓',
    words: {
      en: { label: 'Clip below ε_low', help: 'How far a ratio may fall; 1 sets no bound.' },
      zh: { label: '下裁剪 ε_low', help: '比率最多下降多少；1 表示不限。' },
    },
  }),
  clipHigh: number({
    default: 0.2,
    limits: [0, 1e6],
    range: [1e-5, 100],
    step: 1.25,
    scale: 'log',
    formula: 'ρ ≤ 1 + ε_high',
    key: 'cliphigh',
    symbol: 'ε↑',
    words: {
      en: { label: 'Clip above ε_high', help: 'How far a ratio may rise.' },
      zh: { label: '上裁剪 ε_high', help: '比率最多上升多少。' },
    },
  }),
} satisfies Fields);

/** Of a method that takes the KL to the reference off the reward of an answer. */
export const PENALTY_FIELDS = within({ group: 'kl', takesEffect: 'iteration' }, {
  /** TRL's for RLOO. */
  klCoefficient: number({
    default: 0.05,
    limits: [0, 1e6],
    range: [0, 2],
    step: 0.01,
    formula: 'R = r − β·Σ (log π − log π_ref)',
    key: 'beta',
    symbol: 'β',
    words: {
      en: { label: 'KL price β', help: 'What a nat of distance to the base model costs, in reward.' },
      zh: { label: 'KL 价格 β', help: '与原始模型每相差 1 nat 要付出多少奖励。' },
    },
  }),
} satisfies Fields);
