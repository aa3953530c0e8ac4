/** PPO's settings, each with what it does to the formula. Pure: the page draws them. */
import { flag, number, within, type Fields, type ValuesOf } from '../../fields.ts';
import { KL_FIELDS, ROLLOUT_FIELDS, SAMPLER_FIELDS, UPDATE_FIELDS } from '../../sharedFields.ts';
import type { TrainingSettings } from '../../trainingSettings.ts';

const UPDATE = within({ group: 'method', takesEffect: 'iteration' }, {
  rolloutBatch: ROLLOUT_FIELDS.rolloutBatch,
  ppoEpochs: number({
    default: 2,
    limits: [1, 1000],
    range: [1, 8],
    whole: true,
    step: 1,
    formula: 'E',
    key: 'epochs',
  }),
  minibatches: UPDATE_FIELDS.minibatches,
  learningRate: UPDATE_FIELDS.learningRate,
  weightDecay: UPDATE_FIELDS.weightDecay,
  maxGradNorm: UPDATE_FIELDS.maxGradNorm,
  clipRange: number({
    default: 0.2,
    range: [0.01, 1],
    step: 0.05,
    formula: 'max(−A·ρ, −A·clip(ρ, 1 ± ε))',
    key: 'clip',
    symbol: 'ε',
  }),
  valueClipRange: number({
    default: 0.2,
    range: [0.01, 10],
    step: 0.05,
    formula: 'max((V − R)², (clip(V, V_old ± ε) − R)²)',
    key: 'vclip',
    rare: true,
  }),
  valueCoefficient: number({
    default: 0.1,
    range: [0, 2],
    step: 0.05,
    formula: 'L = L_policy + c · L_value',
    key: 'vf',
  }),
  gamma: number({
    default: 1,
    range: [0.8, 1],
    step: 0.01,
    formula: 'δ_t = r_t + γ·V_(t+1) − V_t',
    key: 'gamma',
  }),
  lambda: number({
    default: 0.95,
    range: [0, 1],
    step: 0.01,
    formula: 'A_t = δ_t + γλ·A_(t+1)',
    key: 'lambda',
  }),
  /** c of Ye et al. 2020: a token whose advantage is negative weighs at most −c·A. verl's is 3; 0 turns it off. */
  dualClip: number({
    default: 0,
    limits: [0, 1e6],
    range: [0, 10],
    step: 0.5,
    formula: 'min(…, −c·A) where A < 0',
    key: 'dual',
    rare: true,
  }),
  entropyCoefficient: number({
    default: 0,
    limits: [0, 1e3],
    range: [0, 0.1],
    step: 0.001,
    formula: 'L − c · mean H',
    key: 'entropy',
    rare: true,
  }),
  importanceCap: SAMPLER_FIELDS.importanceCap,
} satisfies Fields);

const LEASH = within({ group: 'kl', takesEffect: 'iteration' }, {
  /** Initial beta of the per-token KL penalty. */
  klCoefficient: number({
    default: 0.15,
    range: [0, 2],
    step: 0.01,
    formula: 'r_t = −β·(log π − log π_ref)',
    key: 'beta',
    symbol: 'β',
  }),
  adaptiveKl: flag({
    default: true,
    formula: 'β ← β·(1 + clip(KL ÷ target − 1, ±0.2)·n ÷ horizon)',
    key: 'adaptive',
  }),
  /** Nats per response (sum over tokens) that the adaptive controller steers to. */
  klTarget: number({
    default: 4,
    range: [0.5, 50],
    step: 0.5,
    unit: 'nats',
    formula: 'clip(KL ÷ target − 1, ±0.2)',
    key: 'kl',
  }),
  /** Episodes over which the controller may change beta by 20 %. */
  klHorizon: number({
    default: 64,
    range: [1, 100_000],
    step: 8,
    unit: 'answers',
    formula: 'β·(1 ± 0.2·n ÷ horizon)',
    key: 'horizon',
    rare: true,
  }),
  klIn: KL_FIELDS.klIn,
  klEstimator: KL_FIELDS.klEstimator,
} satisfies Fields);

const SCORES = within({ group: 'method', takesEffect: 'iteration' }, {
  whitenRewards: flag({
    default: false,
    formula: 'r ← (r − mean r) ÷ sd(r) + mean r',
    key: 'whitenr',
    rare: true,
  }),
  whitenAdvantages: flag({ default: true, formula: 'A ← (A − mean A) ÷ sd(A)', key: 'whitena', rare: true }),
  missingEosPenalty: ROLLOUT_FIELDS.missingEosPenalty,
  scoreClip: ROLLOUT_FIELDS.scoreClip,
} satisfies Fields);

/** In the order shown, and in which files list them. */
export const PPO_FIELDS = { ...UPDATE, ...LEASH, ...SCORES } satisfies Fields;

export type PpoSettings = TrainingSettings & ValuesOf<typeof PPO_FIELDS>;
