/**
 * The settings a person can reach: range, step, formula and short name in the URL. Labels are in
 * the dictionaries, defaults in DEFAULT_SETTINGS. Knows no control and no state.
 */
import type { Settings } from '../../workers/protocol.ts';

export type NumericField = {
  [K in keyof Settings]: Settings[K] extends number ? K : never;
}[keyof Settings];

export type FieldName =
  | Extract<
      NumericField,
      | 'answers'
      | 'temperature'
      | 'maxNewTokens'
      | 'rewardLearningRate'
      | 'rewardEpochs'
      | 'heldOutShare'
      | 'rolloutBatch'
      | 'ppoEpochs'
      | 'minibatches'
      | 'learningRate'
      | 'clipRange'
      | 'valueCoefficient'
      | 'lambda'
      | 'gamma'
      | 'klTarget'
      | 'klCoefficient'
      | 'seed'
    >
  | 'adaptiveKl';

export type FieldGroup = 'answers' | 'reward' | 'ppo' | 'kl' | 'run';

export interface NumberFieldSpec {
  readonly name: Exclude<FieldName, 'adaptiveKl'>;
  readonly group: FieldGroup;
  /** Name in the URL. */
  readonly key: string;
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
  /** Factor between steps for learning rates, increment for the rest. */
  readonly step: number;
  readonly formula?: string;
  /** True when a running run cannot take the change; it needs a reset. */
  readonly needsReset?: boolean;
}

/** In the order shown. */
export const NUMBER_FIELDS: readonly NumberFieldSpec[] = [
  { name: 'answers', group: 'answers', key: 'k', min: 2, max: 8, integer: true, step: 1, formula: 'K' },
  {
    name: 'temperature',
    group: 'answers',
    key: 't',
    min: 0.2,
    max: 2,
    integer: false,
    step: 0.1,
    formula: 'softmax(logits ÷ T)',
  },
  {
    name: 'maxNewTokens',
    group: 'answers',
    key: 'tokens',
    min: 8,
    max: 96,
    integer: true,
    step: 4,
  },
  {
    name: 'rewardLearningRate',
    group: 'reward',
    key: 'rmlr',
    min: 1e-6,
    max: 1e-2,
    integer: false,
    step: 1e-5,
    formula: '−log Π exp(s_i) ÷ Σ_(j ≥ i) exp(s_j)',
  },
  {
    name: 'rewardEpochs',
    group: 'reward',
    key: 'rmepochs',
    min: 1,
    max: 32,
    integer: true,
    step: 1,
  },
  {
    name: 'heldOutShare',
    group: 'reward',
    key: 'heldout',
    min: 0,
    max: 0.5,
    integer: false,
    step: 0.05,
    formula: 'max(1, ⌊share · N⌋), N ≥ 4',
  },
  {
    name: 'rolloutBatch',
    group: 'ppo',
    key: 'batch',
    min: 4,
    max: 256,
    integer: true,
    step: 4,
  },
  { name: 'ppoEpochs', group: 'ppo', key: 'epochs', min: 1, max: 8, integer: true, step: 1, formula: 'E' },
  {
    name: 'minibatches',
    group: 'ppo',
    key: 'minibatches',
    min: 1,
    max: 8,
    integer: true,
    step: 1,
    formula: 'B ÷ M',
  },
  {
    name: 'learningRate',
    group: 'ppo',
    key: 'lr',
    min: 1e-7,
    max: 1e-2,
    integer: false,
    step: 1e-5,
    formula: 'θ ← θ − lr · AdamW(∇)',
  },
  {
    name: 'clipRange',
    group: 'ppo',
    key: 'clip',
    min: 0.01,
    max: 1,
    integer: false,
    step: 0.05,
    formula: 'max(−A·ρ, −A·clip(ρ, 1 ± ε))',
  },
  {
    name: 'valueCoefficient',
    group: 'ppo',
    key: 'vf',
    min: 0,
    max: 2,
    integer: false,
    step: 0.05,
    formula: 'L = L_policy + c · L_value',
  },
  {
    name: 'lambda',
    group: 'ppo',
    key: 'lambda',
    min: 0,
    max: 1,
    integer: false,
    step: 0.01,
    formula: 'A_t = δ_t + γλ·A_(t+1)',
  },
  {
    name: 'gamma',
    group: 'ppo',
    key: 'gamma',
    min: 0.8,
    max: 1,
    integer: false,
    step: 0.01,
    formula: 'δ_t = r_t + γ·V_(t+1) − V_t',
  },
  {
    name: 'klTarget',
    group: 'kl',
    key: 'kl',
    min: 0.5,
    max: 50,
    integer: false,
    step: 0.5,
    formula: 'clip(KL ÷ target − 1, ±0.2)',
  },
  {
    name: 'klCoefficient',
    group: 'kl',
    key: 'beta',
    min: 0,
    max: 2,
    integer: false,
    step: 0.01,
    formula: 'r_t = −β·(log π − log π_ref)',
  },
  {
    name: 'seed',
    group: 'run',
    key: 'seed',
    min: 0,
    max: 4294967295,
    integer: true,
    step: 1,
    needsReset: true,
  },
];

export const GROUPS: readonly FieldGroup[] = ['answers', 'reward', 'ppo', 'kl', 'run'];
