/**
 * The settings a person can reach: range, step, formula and short name in the URL. Labels are in
 * the dictionaries, defaults in rl/settings.ts. Knows no control and no state.
 */
import type { Settings } from '../../../rl/settings.ts';

export type NumericField = {
  [K in keyof Settings]: Settings[K] extends number ? K : never;
}[keyof Settings];

export type FieldName =
  | Extract<
      NumericField,
      | 'answers'
      | 'temperature'
      | 'topK'
      | 'topP'
      | 'maxNewTokens'
      | 'targetWords'
      | 'missingEosPenalty'
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
      | 'loraRank'
      | 'loraAlpha'
      | 'microBatch'
      | 'contextLength'
      | 'saveEvery'
      | 'shardMegabytes'
    >
  | FlagFieldSpec['name']
  | ChoiceFieldSpec['name']
  | TextFieldSpec['name'];

export type FieldGroup = 'answers' | 'rater' | 'reward' | 'ppo' | 'kl' | 'memory' | 'run';

export interface NumberFieldSpec {
  readonly name: Extract<FieldName, NumericField>;
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

/** A setting that is on or off. */
export interface FlagFieldSpec {
  readonly name: 'adaptiveKl' | 'recompute';
  readonly group: FieldGroup;
  readonly key: string;
  readonly formula?: string;
}

/** A setting with a few named values. */
export interface ChoiceFieldSpec {
  readonly name: 'method' | 'loraTargets' | 'weightStorage';
  readonly group: FieldGroup;
  readonly key: string;
  readonly values: readonly string[];
}

/** A setting in words. */
export interface TextFieldSpec {
  readonly name: 'keyword' | 'pattern';
  readonly group: FieldGroup;
  readonly key: string;
  /** Most characters. */
  readonly most: number;
  /** Whether the text is a regular expression, and may be none. */
  readonly isPattern?: boolean;
}

/** In the order shown, after the numbers of their group. */
export const TEXT_FIELDS: readonly TextFieldSpec[] = [
  { name: 'keyword', group: 'rater', key: 'keyword', most: 200 },
  { name: 'pattern', group: 'rater', key: 'pattern', most: 200, isPattern: true },
];

/** In the order shown, before the numbers of their group. */
export const FLAG_FIELDS: readonly FlagFieldSpec[] = [
  {
    name: 'adaptiveKl',
    group: 'kl',
    key: 'adaptive',
    formula: 'β ← β·(1 + clip(KL ÷ target − 1, ±0.2)·n ÷ horizon)',
  },
  { name: 'recompute', group: 'memory', key: 'recompute' },
];

/** In the order shown, before the rest of their group. */
export const CHOICE_FIELDS: readonly ChoiceFieldSpec[] = [
  { name: 'method', group: 'memory', key: 'method', values: ['full', 'lora'] },
  { name: 'loraTargets', group: 'memory', key: 'targets', values: ['all', 'attention', 'mlp'] },
  { name: 'weightStorage', group: 'memory', key: 'weights', values: ['f32', 'f16'] },
];

/** In the order shown. */
export const NUMBER_FIELDS: readonly NumberFieldSpec[] = [
  { name: 'answers', group: 'answers', key: 'k', min: 2, max: 8, integer: true, step: 1, formula: 'K' },
  {
    name: 'temperature',
    group: 'answers',
    key: 't',
    min: 0,
    max: 2,
    integer: false,
    step: 0.1,
    formula: 'softmax(logits ÷ T)',
  },
  { name: 'topK', group: 'answers', key: 'topk', min: 0, max: 1000, integer: true, step: 10 },
  { name: 'topP', group: 'answers', key: 'topp', min: 0.01, max: 1, integer: false, step: 0.05 },
  {
    name: 'maxNewTokens',
    group: 'answers',
    key: 'tokens',
    min: 8,
    max: 512,
    integer: true,
    step: 8,
  },
  { name: 'targetWords', group: 'rater', key: 'words', min: 1, max: 400, integer: true, step: 5 },
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
    name: 'missingEosPenalty',
    group: 'ppo',
    key: 'noend',
    min: 0,
    max: 10,
    integer: false,
    step: 0.25,
    formula: 'r ← clip(r) − penalty',
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
    name: 'loraRank',
    group: 'memory',
    key: 'rank',
    min: 1,
    max: 64,
    integer: true,
    step: 1,
    formula: 'W + (α ÷ r)·B·A',
  },
  {
    name: 'loraAlpha',
    group: 'memory',
    key: 'alpha',
    min: 1,
    max: 256,
    integer: false,
    step: 1,
    formula: 'α',
  },
  { name: 'microBatch', group: 'memory', key: 'micro', min: 0, max: 256, integer: true, step: 1 },
  { name: 'contextLength', group: 'memory', key: 'context', min: 0, max: 4096, integer: true, step: 64 },
  { name: 'saveEvery', group: 'memory', key: 'save', min: 1, max: 100, integer: true, step: 1 },
  { name: 'shardMegabytes', group: 'memory', key: 'shard', min: 1, max: 4096, integer: true, step: 16 },
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

/** A field of any kind, told apart by its kind. */
export type FieldSpec =
  | (NumberFieldSpec & { readonly kind: 'number' })
  | (FlagFieldSpec & { readonly kind: 'flag' })
  | (ChoiceFieldSpec & { readonly kind: 'choice' })
  | (TextFieldSpec & { readonly kind: 'text' });

/** What belongs together stands together. */
const MEMORY_ORDER: readonly FieldName[] = [
  'method',
  'loraRank',
  'loraAlpha',
  'loraTargets',
  'weightStorage',
  'recompute',
  'microBatch',
  'contextLength',
  'saveEvery',
  'shardMegabytes',
];

/** A group's fields in the order shown; what only adapters have is left out without them. */
export function fieldsOf(group: FieldGroup, { method }: Settings): readonly FieldSpec[] {
  const all: readonly FieldSpec[] = [
    ...FLAG_FIELDS.map((field) => ({ ...field, kind: 'flag' as const })),
    ...CHOICE_FIELDS.map((field) => ({ ...field, kind: 'choice' as const })),
    ...NUMBER_FIELDS.map((field) => ({ ...field, kind: 'number' as const })),
    ...TEXT_FIELDS.map((field) => ({ ...field, kind: 'text' as const })),
  ];
  return all
    .filter((field) => field.group === group && (method === 'lora' || !field.name.startsWith('lora')))
    .toSorted((a, b) => MEMORY_ORDER.indexOf(a.name) - MEMORY_ORDER.indexOf(b.name));
}

export const GROUPS: readonly FieldGroup[] = ['answers', 'rater', 'reward', 'ppo', 'kl', 'memory', 'run'];
