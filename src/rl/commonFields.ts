/**
 * The settings that every run has, whatever its method: seed, rater, answers, reward model, memory. Pure; what only
 * some methods have is in sharedFields.ts, what only one has is in its folder.
 */
import { ASKINGS } from '../preferences/asked.ts';
import { RATER_IDS } from '../tastes/labeler.ts';
import { REWARD_LOSS_IDS, REWARD_LOSSES } from './rewards/losses/declarations.ts';
import { LOSS_FIELDS } from './lossFields.ts';
import { choice, flag, number, text, within, type Fields } from './fields.ts';

const RATER = within({ group: 'rater' }, {
  /** Words that the rater `length` likes best. */
  targetWords: number({
    default: 30,
    limits: [1, 10_000],
    range: [1, 400],
    whole: true,
    step: 5,
    unit: 'words',
    key: 'words',
  }),
  /** Words or phrases that the rater `keyword` looks for, separated by commas. */
  keyword: text({ default: '', most: 200, key: 'keyword' }),
  /** Regular expression that the rater `pattern` looks for. */
  pattern: text({ default: '', most: 200, isPattern: true, key: 'pattern' }),
} satisfies Fields);

const ANSWERS = within({ group: 'answers' }, {
  /** Answers shown for one prompt, 2 to 8 (K of the listwise loss). */
  answers: number({
    default: 4,
    limits: [2, 8],
    range: [2, 8],
    whole: true,
    step: 1,
    formula: 'K',
    key: 'k',
    memory: true,
  }),
  /**
   * Divides the logits everywhere: sampling, scoring, reference and update. At 0 answers for a person are greedy, and
   * training, which cannot divide by it, works at 1: see trainingTemperature.
   */
  temperature: number({
    default: 0.7,
    limits: [0, 100],
    range: [0, 2],
    step: 0.1,
    formula: 'softmax(logits ÷ T)',
    key: 't',
  }),
  /** 0 turns top-k off. Training always samples the full distribution, or its KL would be wrong. */
  topK: number({
    default: 0,
    limits: [0, 2 ** 31],
    range: [0, 1000],
    whole: true,
    step: 10,
    unit: 'tokens',
    key: 'topk',
  }),
  /** 1 turns nucleus sampling off; see topK. */
  topP: number({ default: 1, limits: [1e-6, 1], range: [0.01, 1], step: 0.05, key: 'topp' }),
  maxNewTokens: number({
    default: 60,
    limits: [1, 4096],
    range: [8, 512],
    whole: true,
    step: 8,
    unit: 'tokens',
    key: 'tokens',
    memory: true,
  }),
} satisfies Fields);

const ASKED = within({ group: 'answers' }, {
  /** Which of twice as many answers are ranked: see asking.ts. */
  asking: choice({
    default: 'different',
    values: ASKINGS,
    key: 'ask',
  }),
} satisfies Fields);

const REWARD = within({ group: 'reward', needs: ['reward'] }, {
  rewardLearningRate: number({
    default: 3e-4,
    adapterDefault: 3e-3,
    range: [1e-6, 1e-2],
    step: 1.25,
    scale: 'log',
    formula: '−log Π exp(s_i) ÷ Σ_(j ≥ i) exp(s_j)',
    key: 'rmlr',
  }),
  /** Passes over all training rankings at each fit; more when there are few, see rewardFit.ts. */
  rewardEpochs: number({
    default: 2,
    limits: [1, 10_000],
    range: [1, 32],
    whole: true,
    step: 1,
    key: 'rmepochs',
  }),
  /** Rankings per reward-model step. */
  rewardBatch: number({
    default: 4,
    limits: [1, 4096],
    range: [1, 64],
    whole: true,
    step: 1,
    unit: 'rankings',
    key: 'rmbatch',
    rare: true,
    memory: true,
  }),
  rewardWeightDecay: number({
    default: 0.01,
    range: [0, 1],
    step: 0.01,
    formula: 'θ ← θ − lr · λ·θ',
    key: 'rmdecay',
    rare: true,
  }),
  /** Whether a bag of tokens, fitted in closed form, is one more voice: with few noisy rankings both order better (docs/rewardFit.md). */
  rewardBag: flag({ default: true, key: 'rmbag', rare: true }),
} satisfies Fields);

const RANKINGS = within({ group: 'reward', needs: ['reward', 'rankings'] }, {
  /** Share of rankings kept out of training to measure agreement on. */
  heldOutShare: number({
    default: 0.25,
    limits: [0, 0.9],
    range: [0, 0.5],
    step: 0.05,
    formula: 'max(1, ⌊share · N⌋), N ≥ 4',
    key: 'heldout',
  }),
} satisfies Fields);

export const RUN_FIELDS = {
  /** Root of every random stream; the same seed on the same adapter repeats a run bit for bit. */
  seed: number({
    default: 1,
    limits: [0, 2 ** 32 - 1],
    range: [0, 2 ** 32 - 1],
    whole: true,
    step: 1,
    key: 'seed',
    group: 'run',
    takesEffect: 'reset',
  }),
  /** Who ranks: the person at the page, or a simulated labeler so that the loop runs unattended. */
  rater: choice({ default: 'person', values: RATER_IDS, key: 'rater' }),
  ...RATER,
  ...ANSWERS,
  ...REWARD,
  ...RANKINGS,
} satisfies Fields;

/** Where a score comes from. */
const SOURCE = within({ group: 'reward' }, {
  /** A reward model of the rankings, or a rule: ruleReward.ts. */
  rewardSource: choice({
    default: 'model',
    values: ['model', 'tokens'],
    key: 'reward',
    takesEffect: 'run',
    needs: ['reward', 'rule'],
    memory: true,
    rare: true,
  }),
  targetTokens: number({
    default: 200,
    limits: [1, 4096],
    range: [8, 512],
    whole: true,
    step: 8,
    unit: 'tokens',
    formula: 'r = −|L − tokens| ÷ 100',
    key: 'length',
    needs: ['rule'],
    takesEffect: 'iteration',
  }),
} satisfies Fields);

/** What the run's reward models are; decided when they are allocated. */
const REWARD_MODELS = within({ group: 'reward', needs: ['reward'] }, {
  /** Members of the ensemble, each with a head and an order of rankings of its own (Coste et al. 2023). */
  rewardModels: number({
    default: 1,
    limits: [1, 16],
    range: [1, 8],
    whole: true,
    step: 1,
    key: 'rms',
    takesEffect: 'run',
    rare: true,
    memory: true,
  }),
  /** λ: how many spreads between the members are taken off their mean. */
  rewardCaution: number({
    default: 0,
    limits: [0, 100],
    range: [0, 4],
    step: 0.25,
    formula: 'mean − λ·sd',
    key: 'rmcaution',
    takesEffect: 'iteration',
    rare: true,
  }),
  rewardLoss: choice({
    default: 'plackettLuce',
    values: REWARD_LOSS_IDS,
    valueWords: Object.fromEntries(
      Object.entries(REWARD_LOSSES).map(([id, name]) => [id, { en: name, zh: name }]),
    ),
    key: 'rmloss',
    takesEffect: 'run',
    rare: true,
  }),
  ...LOSS_FIELDS,
} satisfies Fields);

const adapters = { onlyWith: { setting: 'method', is: 'lora' } } as const;

/** These decide what is allocated, so most take effect when the model is opened. */
export const MEMORY_FIELDS = within({ group: 'memory' }, {
  /** Train every weight, or low-rank adapters on one frozen base that all models share (Hu et al. 2021). */
  method: choice({
    default: 'full',
    values: ['full', 'lora'],
    key: 'method',
    takesEffect: 'run',
    memory: true,
  }),
  /** r: inner width of an adapter. */
  loraRank: number({
    default: 8,
    limits: [1, 4096],
    range: [1, 64],
    whole: true,
    step: 1,
    formula: 'W + (α ÷ r)·B·A',
    key: 'rank',
    takesEffect: 'run',
    memory: true,
    ...adapters,
  }),
  /** An adapter's product is scaled by alpha ÷ rank. */
  loraAlpha: number({
    default: 16,
    range: [1, 256],
    step: 1,
    formula: 'α',
    key: 'alpha',
    takesEffect: 'run',
    ...adapters,
  }),
  /** Which matrices of a block get an adapter. */
  loraTargets: choice({
    default: 'all',
    values: ['all', 'attention', 'mlp'],
    key: 'targets',
    takesEffect: 'run',
    memory: true,
    ...adapters,
  }),
  /** How frozen matrices are kept; arithmetic is f32 either way. */
  weightStorage: choice({
    default: 'f32',
    values: ['f32', 'f16'],
    key: 'weights',
    takesEffect: 'run',
    memory: true,
  }),
  /**
   * What samples in training: the policy's own weights, or a copy rounded to F16 or to integers of 8 or 4 bits a row, as
   * inference engines have it. What is trained, and what answers a person, is not rounded.
   */
  samplerWeights: choice({
    default: 'same',
    values: ['same', 'f16', 'int8', 'int4', 'int3'],
    key: 'sampler',
    takesEffect: 'iteration',
    rare: true,
    memory: true,
  }),
  /** Compute each block's activations again in the backward pass instead of keeping them. */
  recompute: flag({ default: false, key: 'recompute', takesEffect: 'session', memory: true }),
  /** Responses (or rankings) whose gradients are computed at once, of a minibatch; 0 computes all of it. */
  microBatch: number({
    default: 0,
    limits: [0, 4096],
    range: [0, 256],
    whole: true,
    step: 1,
    unit: 'answers',
    key: 'micro',
    takesEffect: 'session',
    memory: true,
  }),
  /** Most tokens of prompt and answer together; 0 takes the model's own limit, up to 1024. */
  contextLength: number({
    default: 0,
    limits: [0, 2 ** 20],
    range: [0, 4096],
    whole: true,
    step: 64,
    unit: 'tokens',
    key: 'context',
    takesEffect: 'session',
    memory: true,
  }),
  /** Iterations from one checkpoint to the next. */
  saveEvery: number({
    default: 5,
    limits: [1, 1e6],
    range: [1, 100],
    whole: true,
    step: 1,
    unit: 'iterations',
    key: 'save',
  }),
  /** Most MiB of numbers in one file of a checkpoint. */
  shardMegabytes: number({
    default: 256,
    limits: [1, 1e6],
    range: [1, 4096],
    whole: true,
    step: 16,
    unit: 'MiB',
    key: 'shard',
  }),
  ...SOURCE,
  ...REWARD_MODELS,
  ...ASKED,
} satisfies Fields);

/** In the order in which files write them, around those of the methods. */
export const COMMON_FIELDS = { ...RUN_FIELDS, ...MEMORY_FIELDS } satisfies Fields;
