/**
 * Settings that several methods have under one name and with one meaning: each method takes those it needs into its
 * own, and may give them another default. Pure.
 */
import { choice, number, within, type Fields } from './fields.ts';

const METHOD = { group: 'method', takesEffect: 'iteration' } as const;

/** Of a method that samples answers and has them scored. */
export const ROLLOUT_FIELDS = within(METHOD, {
  /** Responses sampled per iteration. */
  rolloutBatch: number({
    default: 32,
    limits: [1, 4096],
    range: [4, 256],
    whole: true,
    step: 4,
    unit: 'answers',
    key: 'batch',
    memory: true,
  }),
  /**
   * Subtracted from the score of a response that did not end by itself, in spreads of the reference's scores (TRL's
   * missing_eos_penalty). What is usual depends on the model: see defaultSettings.
   */
  missingEosPenalty: number({
    default: 1,
    ownDefault: 0,
    limits: [0, 1e6],
    range: [0, 10],
    step: 0.25,
    unit: 'sd',
    formula: 'r ← clip(r) − penalty',
    key: 'noend',
  }),
  /** Scores are clipped to ± this many reward standard deviations; 0 turns it off. */
  scoreClip: number({
    default: 2,
    limits: [0, 1e6],
    range: [0, 10],
    step: 0.5,
    unit: 'sd',
    formula: 'clip(r, ±c)',
    key: 'scoreclip',
    rare: true,
  }),
} satisfies Fields);

/** Of a method with a KL to the reference that may be charged in the reward or in the loss. */
export const KL_FIELDS = within({ group: 'kl', takesEffect: 'iteration' }, {
  klIn: choice({
    default: 'reward',
    values: ['reward', 'loss'],
    formula: 'r_t − β·k_t, L + β·mean k',
    key: 'klin',
    rare: true,
  }),
  /** Schulman 2020; what each is, and what its gradient is, is in gpu/kernels/kl/klEstimators.ts. */
  klEstimator: choice({
    default: 'k1',
    values: ['k1', 'k2', 'k3'],
    formula: 'k1 = d, k2 = d² ÷ 2, k3 = e^(−d) − 1 + d; d = log π − log π_ref',
    key: 'klest',
    rare: true,
  }),
} satisfies Fields);

/** Of a method that weighs a token's policy loss by how the trainer and the sampler differ on it. */
export const SAMPLER_FIELDS = within(METHOD, {
  /** C of truncated importance sampling (Yao et al. 2025); 0 turns it off. Of no effect where both have the same weights. */
  importanceCap: number({
    default: 2,
    limits: [0, 1e6],
    range: [0, 10],
    step: 0.5,
    formula: 'min(π ÷ π_sampler, C)',
    key: 'tis',
    symbol: 'C',
    rare: true,
  }),
} satisfies Fields);

/** Of a method that moves the policy by AdamW. */
export const UPDATE_FIELDS = within(METHOD, {
  minibatches: number({
    default: 2,
    limits: [1, 4096],
    range: [1, 8],
    whole: true,
    step: 1,
    formula: 'B ÷ M',
    key: 'minibatches',
    memory: true,
  }),
  learningRate: number({
    default: 3e-4,
    adapterDefault: 2e-3,
    range: [1e-7, 1e-2],
    step: 1.25,
    scale: 'log',
    formula: 'θ ← θ − lr · AdamW(∇)',
    key: 'lr',
    symbol: 'lr',
  }),
  weightDecay: number({
    default: 0,
    range: [0, 1],
    step: 0.01,
    formula: 'θ ← θ − lr · λ·θ',
    key: 'decay',
    rare: true,
  }),
  maxGradNorm: number({
    default: 1,
    range: [0.01, 100],
    step: 0.1,
    formula: '∇ ← ∇ · min(1, c ÷ |∇|)',
    key: 'gradnorm',
    rare: true,
  }),
} satisfies Fields);
