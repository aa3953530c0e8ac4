/**
 * Every setting of a run, with its default. Presets, the URL, run comparison and reset are differences
 * against this one object. Knows no algorithm; each algorithm reads what it needs.
 */
import type { JudgeId } from '../tastes/labeler.ts';

/** Who ranks: the person at the page, or a simulated labeler so that the loop runs unattended. */
export type Rater = 'person' | JudgeId;

export interface Settings {
  /** Root of every random stream; the same seed on the same adapter repeats a run bit for bit. */
  readonly seed: number;
  readonly rater: Rater;
  /** Words that the rater `length` likes best. */
  readonly targetWords: number;
  /** Words or phrases that the rater `keyword` looks for, separated by commas. */
  readonly keyword: string;
  /** Regular expression that the rater `pattern` looks for. */
  readonly pattern: string;

  // Generation
  /** Answers shown for one prompt, 2 to 8 (K of the listwise loss). */
  readonly answers: number;
  /**
   * Divides the logits everywhere: sampling, scoring, reference and update. At 0 answers for a person are greedy, and
   * training, which cannot divide by it, works at 1: see {@link trainingTemperature}.
   */
  readonly temperature: number;
  /** 0 turns top-k off. PPO itself always samples the full distribution, or its KL would be wrong. */
  readonly topK: number;
  /** 1 turns nucleus sampling off; see topK. */
  readonly topP: number;
  readonly maxNewTokens: number;

  // Reward model
  readonly rewardLearningRate: number;
  /** Passes over all training rankings at each fit; more when there are few, see rewardFit.ts. */
  readonly rewardEpochs: number;
  /** Rankings per reward-model step. */
  readonly rewardBatch: number;
  readonly rewardWeightDecay: number;
  /** Share of rankings kept out of training to measure agreement on. */
  readonly heldOutShare: number;

  // PPO
  /** Responses sampled per iteration. */
  readonly rolloutBatch: number;
  readonly ppoEpochs: number;
  readonly minibatches: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly maxGradNorm: number;
  readonly clipRange: number;
  readonly valueClipRange: number;
  readonly valueCoefficient: number;
  readonly gamma: number;
  readonly lambda: number;
  /** Initial beta of the per-token KL penalty. */
  readonly klCoefficient: number;
  readonly adaptiveKl: boolean;
  /** Nats per response (sum over tokens) that the adaptive controller steers to. */
  readonly klTarget: number;
  /** Episodes over which the controller may change beta by 20 %. */
  readonly klHorizon: number;
  readonly whitenRewards: boolean;
  readonly whitenAdvantages: boolean;
  /**
   * Subtracted from the score of a response that did not end by itself, in spreads of the reference's scores (TRL's
   * missing_eos_penalty). What is usual depends on the model: see {@link defaultSettings}.
   */
  readonly missingEosPenalty: number;
  /** Scores are clipped to ± this many reward standard deviations; 0 turns it off. */
  readonly scoreClip: number;

  // Memory: these decide what is allocated, so they take effect when a run starts
  /** Train every weight, or low-rank adapters on one frozen base that all models share (Hu et al. 2021). */
  readonly method: TrainingMethod;
  /** r: inner width of an adapter. */
  readonly loraRank: number;
  /** An adapter's product is scaled by alpha ÷ rank. */
  readonly loraAlpha: number;
  /** Which matrices of a block get an adapter. */
  readonly loraTargets: LoraTargets;
  /** How frozen matrices are kept; arithmetic is f32 either way. */
  readonly weightStorage: WeightStorage;
  /** Compute each block's activations again in the backward pass instead of keeping them. */
  readonly recompute: boolean;
  /** Responses (or rankings) whose gradients are computed at once, of a minibatch; 0 computes all of it. */
  readonly microBatch: number;
  /** Most tokens of prompt and answer together; 0 takes the model's own limit, up to 1024. */
  readonly contextLength: number;
  /** Iterations from one checkpoint to the next. */
  readonly saveEvery: number;
  /** Most MiB of numbers in one file of a checkpoint. */
  readonly shardMegabytes: number;
}

/** The settings that are one of a few words. */
export const SETTING_CHOICES = {
  method: ['full', 'lora'],
  loraTargets: ['attention', 'mlp', 'all'],
  weightStorage: ['f32', 'f16'],
} as const;

export type TrainingMethod = (typeof SETTING_CHOICES)['method'][number];
export type LoraTargets = (typeof SETTING_CHOICES)['loraTargets'][number];
export type WeightStorage = (typeof SETTING_CHOICES)['weightStorage'][number];

export const DEFAULT_SETTINGS: Settings = {
  seed: 1,
  rater: 'person',
  targetWords: 30,
  keyword: '',
  pattern: '',
  answers: 4,
  temperature: 0.7,
  topK: 0,
  topP: 1,
  maxNewTokens: 60,
  rewardLearningRate: 3e-4,
  rewardEpochs: 2,
  rewardBatch: 4,
  rewardWeightDecay: 0.01,
  heldOutShare: 0.25,
  rolloutBatch: 32,
  ppoEpochs: 2,
  minibatches: 2,
  learningRate: 3e-4,
  weightDecay: 0,
  maxGradNorm: 1,
  clipRange: 0.2,
  valueClipRange: 0.2,
  valueCoefficient: 0.1,
  gamma: 1,
  lambda: 0.95,
  klCoefficient: 0.15,
  adaptiveKl: true,
  klTarget: 4,
  klHorizon: 64,
  whitenRewards: false,
  whitenAdvantages: true,
  missingEosPenalty: 1,
  scoreClip: 2,
  method: 'full',
  loraRank: 8,
  loraAlpha: 16,
  loraTargets: 'all',
  weightStorage: 'f32',
  recompute: false,
  microBatch: 0,
  contextLength: 0,
  saveEvery: 5,
  shardMegabytes: 256,
};

/**
 * The temperature that training samples and reads at. PPO learns from draws of a distribution, and greedy answers are
 * none: at 0 it takes the model's own distribution.
 */
export function trainingTemperature({ temperature }: Pick<Settings, 'temperature'>): number {
  return temperature > 0 ? temperature : 1;
}

/**
 * The defaults for a model. The embedded ones nearly always end a blurb within the longest answer, and one that does
 * not is a mistake: it costs a spread. Another model may hardly ever end within it; then the penalty is one number for
 * all, or rewards the few that end by chance more than anything that a rater said. So it is 0 there, TRL's default.
 *
 * @param own a model of one's own
 */
export function defaultSettings(own: boolean): Settings {
  return own ? OWN_DEFAULTS : DEFAULT_SETTINGS;
}

const OWN_DEFAULTS: Settings = { ...DEFAULT_SETTINGS, missingEosPenalty: 0 };

/** What to set when a model of another kind is opened: the penalty, where it stands at what is usual for the kind before. */
export function modelChange(settings: Settings, ownBefore: boolean, own: boolean): Partial<Settings> {
  const usual = settings.missingEosPenalty === defaultSettings(ownBefore).missingEosPenalty;
  return usual ? { missingEosPenalty: defaultSettings(own).missingEosPenalty } : {};
}

/** What a number can be at all: beyond, nothing works. The page offers less. */
export const SETTING_LIMITS: Readonly<
  Partial<Record<keyof Settings, readonly [least: number, most: number, kind?: 'whole']>>
> = {
  seed: [0, 2 ** 32 - 1, 'whole'],
  targetWords: [1, 10_000, 'whole'],
  answers: [2, 8, 'whole'],
  temperature: [0, 100],
  topK: [0, 2 ** 31, 'whole'],
  topP: [1e-6, 1],
  maxNewTokens: [1, 4096, 'whole'],
  rewardEpochs: [1, 10_000, 'whole'],
  rewardBatch: [1, 4096, 'whole'],
  heldOutShare: [0, 0.9],
  rolloutBatch: [1, 4096, 'whole'],
  ppoEpochs: [1, 1000, 'whole'],
  minibatches: [1, 4096, 'whole'],
  missingEosPenalty: [0, 1e6],
  scoreClip: [0, 1e6],
  loraRank: [1, 4096, 'whole'],
  microBatch: [0, 4096, 'whole'],
  contextLength: [0, 2 ** 20, 'whole'],
  saveEvery: [1, 1e6, 'whole'],
  shardMegabytes: [1, 1e6, 'whole'],
};

/** What is wrong with a number as that setting, in words, or null. */
export function settingProblem(name: keyof Settings, value: number): string | null {
  const limits = SETTING_LIMITS[name];
  if (!limits) return Number.isFinite(value) ? null : `${name} is a finite number.`;
  const [least, most, kind] = limits;
  const fits = value >= least && value <= most && (kind !== 'whole' || Number.isInteger(value));
  return fits
    ? null
    : `${name} is a ${kind === 'whole' ? 'whole ' : ''}number from ${least} to ${most}, not ${value}.`;
}

/**
 * Learning rates that do for each method. An adapter's product starts at zero and has few weights, so it takes
 * steps about ten times as long: at the rates for all weights it had hardly learned after a dozen iterations.
 */
const USUAL_RATES: Readonly<Record<TrainingMethod, Pick<Settings, 'learningRate' | 'rewardLearningRate'>>> = {
  full: {
    learningRate: DEFAULT_SETTINGS.learningRate,
    rewardLearningRate: DEFAULT_SETTINGS.rewardLearningRate,
  },
  lora: { learningRate: 2e-3, rewardLearningRate: 3e-3 },
};

/**
 * What to set to train by another method: the method, and each learning rate that stands at the usual value of the
 * method before, moved to the usual one of the new method. A rate that somebody chose stays.
 */
export function methodChange(settings: Settings, method: TrainingMethod): Partial<Settings> {
  const before = USUAL_RATES[settings.method];
  const after = USUAL_RATES[method];
  const moved = (['learningRate', 'rewardLearningRate'] as const).filter(
    (name) => settings[name] === before[name] && before[name] !== after[name],
  );
  return { method, ...Object.fromEntries(moved.map((name) => [name, after[name]])) };
}

/** The settings that differ from the defaults: what a URL, a preset or a run receipt stores. */
export function settingsDiff(settings: Settings): Partial<Settings> {
  const entries = Object.entries(settings).filter(
    ([name, value]) => value !== DEFAULT_SETTINGS[name as keyof Settings],
  );
  return Object.fromEntries(entries) as Partial<Settings>;
}
