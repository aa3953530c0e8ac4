/** GRPO's settings: the choices that are argued about, each with what it does to the formula. Pure: the page draws them. */
import { choice, flag, number, within, type Fields, type ValuesOf } from '../../fields.ts';
import { GROUP_FIELDS, PENALTY_FIELDS, RATIO_FIELDS } from '../../responseFields.ts';
import { KL_FIELDS, ROLLOUT_FIELDS, SAMPLER_FIELDS, UPDATE_FIELDS } from '../../sharedFields.ts';
import type { TrainingSettings } from '../../trainingSettings.ts';

const ADVANTAGE = within({ group: 'method', takesEffect: 'iteration' }, {
  rolloutBatch: ROLLOUT_FIELDS.rolloutBatch,
  /** 8 as in TRL; Shao et al. have 64. */
  groupSize: GROUP_FIELDS.groupSize,
  /** TRL's names: by the spread of the group (Shao et al. 2024), of the batch, or not at all (Liu et al. 2025). */
  scaleRewards: choice({
    default: 'group',
    values: ['group', 'batch', 'none'],
    valueWords: {
      group: { en: 'spread of the group', zh: '除以组内标准差' },
      batch: { en: 'spread of the batch', zh: '除以整批标准差' },
      none: { en: 'mean only', zh: '只减均值' },
    },
    formula: 'A = (r − mean) ÷ (sd + ε), or r − mean',
    key: 'scale',
    words: {
      en: { label: 'Advantage', help: 'What an answer’s distance to the mean of its group is divided by.' },
      zh: { label: '优势', help: '回答与组均值的差再除以什么。' },
    },
  }),
  /** TRL's; 1e-9 in OpenRLHF, 1e-6 in verl. */
  spreadEpsilon: number({
    default: 1e-4,
    limits: [0, 1],
    range: [1e-9, 1],
    step: 10,
    scale: 'log',
    formula: 'sd + ε',
    key: 'spreadeps',
    rare: true,
    words: {
      en: { label: 'Added to the spread', help: 'TRL 1e-4, verl 1e-6, OpenRLHF 1e-9.' },
      zh: { label: '标准差的加数', help: 'TRL 为 1e-4，verl 为 1e-6，OpenRLHF 为 1e-9。' },
    },
  }),
} satisfies Fields);

const REWARD = within({ group: 'method', takesEffect: 'iteration' }, {
  /** DAPO's buffer is 4,096 of 20,480 tokens (Yu et al. 2025); off in verl, and in TRL unless its reward is asked for. */
  overlongShare: number({
    default: 0,
    limits: [0, 1],
    range: [0, 1],
    step: 0.05,
    formula: '0 … −1 over the last tokens',
    key: 'overlong',
    rare: true,
    words: {
      en: {
        label: 'Overlong buffer',
        help: 'In this last share of the longest answer each token costs reward; 0 is off. DAPO has 0.2.',
      },
      zh: {
        label: '超长缓冲',
        help: '回答进入最大长度的最后这一部分后，每个词元都扣奖励；0 表示关闭。DAPO 为 0.2。',
      },
    },
  }),
  /** verl's `penalty_factor`, 1 there and in the paper. */
  overlongPenalty: number({
    default: 1,
    limits: [0, 1e6],
    range: [0, 10],
    step: 0.25,
    unit: 'sd',
    formula: 'r − c·min(1, (n − (L − B)) ÷ B)',
    key: 'overlongcost',
    rare: true,
    words: {
      en: {
        label: 'Overlong penalty',
        help: 'What the longest answer pays; beside the penalty without an end.',
      },
      zh: { label: '超长惩罚', help: '最长的回答要扣多少；与未结束惩罚相加。' },
    },
  }),
  /** 0, which is off, as in verl (`filter_groups.enable`); TRL has none. DAPO's run in verl: ten batches, nine of them anew. */
  redraws: number({
    default: 0,
    limits: [0, 31],
    range: [0, 31],
    whole: true,
    step: 1,
    formula: '≤ N',
    key: 'redraws',
    symbol: 'N',
    rare: true,
    words: {
      en: {
        label: 'Redraws of equal groups',
        help: 'Groups whose answers all earn the same are drawn again so often at most. Costs time.',
      },
      zh: { label: '同分组重采样', help: '组内奖励全部相同的，最多重新采样这么多次；要花时间。' },
    },
  }),
} satisfies Fields);

const LOSS = within({ group: 'method', takesEffect: 'iteration' }, {
  /** What the loss has of the ratio; gpu/kernels/grpo/grpo.ts has the formulas. */
  policyTerm: choice({
    default: 'token',
    values: ['token', 'sequence', 'sequenceToken', 'stopped', 'soft'],
    valueWords: {
      token: { en: 'clip each token', zh: '逐词元裁剪' },
      sequence: { en: 'clip the whole answer (GSPO)', zh: '整个回答裁剪（GSPO）' },
      sequenceToken: { en: 'the same, token by token (GSPO-token)', zh: '同上，梯度逐词元（GSPO-token）' },
      stopped: { en: 'clipped weight, no gradient (CISPO)', zh: '裁剪后的权重，不传梯度（CISPO）' },
      soft: { en: 'soft gate (SAPO)', zh: '软门控（SAPO）' },
    },
    formula: 'ρ = π ÷ π_old',
    key: 'term',
    words: {
      en: { label: 'Ratio', help: 'What holds back a token that has become much likelier or less likely.' },
      zh: { label: '比率', help: '词元变得太可能或太不可能时，用什么拉住它。' },
    },
  }),
  clipLow: RATIO_FIELDS.clipLow,
  clipHigh: RATIO_FIELDS.clipHigh,
  /** 0 is none, as in TRL's `delta`; verl's loss of ratios has 3, always. */
  dualClip: number({
    default: 0,
    limits: [0, 1e6],
    range: [0, 10],
    step: 0.5,
    formula: 'min(…, −c·A) where A < 0',
    key: 'dual',
    rare: true,
    words: {
      en: {
        label: 'Dual clip',
        help: 'How much a token that should become rarer counts at most; 0 is no limit. verl has 3.',
      },
      zh: { label: '双重裁剪', help: '应当变少的词元最多计多少；0 表示不限。verl 为 3。' },
    },
  }),
  /** τ of advantages above 0, and of the others: the paper's, TRL's and verl's. */
  sapoPositive: number({
    default: 1,
    limits: [1e-3, 1e3],
    range: [0.1, 10],
    step: 0.05,
    formula: 'σ(τ·(ρ − 1))·4 ÷ τ',
    key: 'taup',
    onlyWith: { setting: 'policyTerm', is: 'soft' },
    words: {
      en: { label: 'Gate τ, good answers', help: 'The larger, the sooner a ratio is held back.' },
      zh: { label: '门控 τ（好回答）', help: '越大，比率越早被拉住。' },
    },
  }),
  sapoNegative: number({
    default: 1.05,
    limits: [1e-3, 1e3],
    range: [0.1, 10],
    step: 0.05,
    key: 'taun',
    onlyWith: { setting: 'policyTerm', is: 'soft' },
    words: {
      en: { label: 'Gate τ, bad answers', help: 'The same where the answer is worse than its group.' },
      zh: { label: '门控 τ（差回答）', help: '用于比组内平均差的回答。' },
    },
  }),
  lossNormaliser: choice({
    default: 'sequence',
    values: ['sequence', 'token', 'constant'],
    valueWords: {
      sequence: { en: 'each answer alike', zh: '每个回答同等' },
      token: { en: 'each token alike', zh: '每个词元同等' },
      constant: { en: 'by a constant', zh: '除以常数' },
    },
    formula: '1 ÷ (n·B), 1 ÷ Σ n, 1 ÷ (C·B)',
    key: 'per',
    words: {
      en: {
        label: 'Normaliser',
        help: 'Each answer alike: long ones have faint tokens. Each token alike: long ones count more.',
      },
      zh: { label: '归一化', help: '每个回答同等时，长回答的词元更轻；每个词元同等时，长回答更重。' },
    },
  }),
  /** TRL's constant and Dr. GRPO's is the longest answer; 1 is the sum of an answer's tokens. */
  normaliserTokens: number({
    default: 0,
    limits: [0, 1e6],
    range: [0, 4096],
    step: 8,
    unit: 'tokens',
    formula: 'C',
    key: 'pertokens',
    rare: true,
    onlyWith: { setting: 'lossNormaliser', is: 'constant' },
    words: {
      en: { label: 'Constant C', help: '0 is the longest answer there may be.' },
      zh: { label: '常数 C', help: '0 表示允许的最长回答。' },
    },
  }),
  updateEpochs: RATIO_FIELDS.updateEpochs,
  ...UPDATE_FIELDS,
  importanceCap: SAMPLER_FIELDS.importanceCap,
  missingEosPenalty: ROLLOUT_FIELDS.missingEosPenalty,
  scoreClip: ROLLOUT_FIELDS.scoreClip,
} satisfies Fields);

const LEASH = within({ group: 'kl', takesEffect: 'iteration' }, {
  /** 0.04 as Shao et al. have it; 0 in TRL, 0.001 in verl where it is on. */
  klCoefficient: {
    ...PENALTY_FIELDS.klCoefficient,
    default: 0.04,
    formula: 'L + β·kl',
    words: {
      en: { label: 'KL weight β', help: 'Weight of the distance to the base model in the loss; 0 is none.' },
      zh: { label: 'KL 权重 β', help: '与原始模型的距离在损失中的权重；0 表示没有。' },
    },
  },
  klEstimator: {
    ...KL_FIELDS.klEstimator,
    default: 'k3' as (typeof KL_FIELDS.klEstimator.values)[number],
  },
  /** On in TRL 1.16. */
  klCorrected: flag({
    default: false,
    formula: 'ρ·kl',
    key: 'klcorrected',
    rare: true,
    words: {
      en: {
        label: 'Correct the KL by the ratio',
        help: 'k3’s gradient is that of another KL; times the ratio it is the right one. TRL has it on.',
      },
      zh: { label: '用比率修正 KL', help: 'k3 的梯度属于另一种 KL；乘上比率就对了。TRL 默认开启。' },
    },
  }),
} satisfies Fields);

/** In the order shown, and in which files list them. */
export const GRPO_FIELDS = { ...ADVANTAGE, ...REWARD, ...LOSS, ...LEASH } satisfies Fields;

export type GrpoSettings = TrainingSettings & ValuesOf<typeof GRPO_FIELDS>;
