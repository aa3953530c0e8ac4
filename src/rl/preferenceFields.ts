/** Settings of methods that learn from rankings as they are: each takes those it needs into its own. Pure. */
import { number, within, type Fields } from './fields.ts';

const METHOD = { group: 'method', takesEffect: 'iteration' } as const;

export const PREFERENCE_FIELDS = within(METHOD, {
  /** Pairs, whole rankings or single answers per iteration, whichever the method learns from; all where there are fewer. */
  preferenceBatch: number({
    default: 32,
    limits: [1, 4096],
    range: [1, 256],
    whole: true,
    step: 4,
    key: 'pairs',
    memory: true,
    words: {
      en: {
        label: 'Comparisons per iteration',
        help: 'How many pairs, whole rankings or answers it learns from, drawn anew from all rankings.',
      },
      zh: { label: '每轮比较数', help: '每轮从全部排序中重新抽取多少对、多少次排序或多少个回答来学习。' },
    },
  }),
  /** What a reward is in nats of log π − log π_ref. 0.1 is TRL's default for DPO, IPO, KTO and online DPO. */
  preferenceBeta: number({
    default: 0.1,
    limits: [1e-6, 1000],
    range: [0.01, 5],
    step: 0.05,
    formula: 'r = β·Σ (log π − log π_ref)',
    key: 'prefbeta',
    symbol: 'β',
    words: {
      en: { label: 'β', help: 'The larger, the nearer to the base model its answers stay.' },
      zh: { label: 'β', help: '越大，回答越接近原始模型。' },
    },
  }),
} satisfies Fields);
