/**
 * How much each stage of gpu-check does at each effort, and how long it may take. Pure.
 */
import type { ModelConfig } from '../../src/model/config.ts';
import type { Effort } from '../results.ts';
import { SIZES, type GptSize } from '../workload.ts';
import type { EffortName } from './options.ts';
import type { StageName } from './results.ts';

/** GPT-2 (Radford et al. 2019), 124 million parameters, at a length that a step of PPO has. */
export const GPT2: GptSize = {
  name: 'GPT-2 124M',
  layers: 12,
  dim: 768,
  heads: 12,
  length: 128,
  batch: 8,
  vocab: 50_257,
};

/** SmolLM2-135M (Allal et al. 2025). No token ends a row, so that every row is as long as it may be. */
export const SMOLLM2: ModelConfig = {
  family: 'llama',
  vocab: 49_152,
  positions: 2048,
  dim: 576,
  layers: 30,
  heads: 9,
  kvHeads: 3,
  headDim: 64,
  ffn: 1536,
  ropeTheta: 100_000,
  qkvBias: false,
  qkNorm: false,
  epsilon: 1e-5,
  tied: true,
  eos: 49_152,
  pad: 0,
};

export interface CheckEffort {
  /** Seconds after which a stage is ended; the tests get what the others left, too. */
  readonly seconds: Readonly<Record<StageName, number>>;
  /** Whether the fastest matrix product is looked for, as an application does: about a second of each stage. */
  readonly tuned: boolean;
  readonly micro: {
    readonly effort: Effort;
    readonly few: boolean;
    readonly invocations: number;
    readonly longEnough: number;
    readonly copyBytes: number;
    readonly chain: number;
    readonly roundTrips: number;
  };
  readonly training: {
    readonly sizes: readonly GptSize[];
    readonly effort: Effort;
    readonly profileRounds: number;
  };
  readonly decode: {
    readonly models: readonly ('blurbs-small' | 'blurbs-tiny' | 'SmolLM2-135M')[];
    readonly rows: number;
    readonly tokens: number;
    readonly effort: Effort;
    readonly profileRounds: number;
  };
  readonly ppo: {
    readonly models: readonly string[];
    readonly rankings: number;
    readonly iterations: number;
    readonly rolloutBatch: number;
    readonly maxNewTokens: number;
  };
  readonly peers: {
    readonly sizes: readonly GptSize[];
    /** Of each library at each size, and of sampling at the first size. */
    readonly training: Effort;
    readonly sampling: Effort;
    /** Seconds of one measurement at most: a library that hangs leaves time to the others. */
    readonly longest: number;
  };
  /** Iterations beside TRL's, of so many answers of so many tokens each. */
  readonly trl: {
    readonly rankings: number;
    readonly warmup: number;
    readonly iterations: number;
    readonly rolloutBatch: number;
    readonly maxNewTokens: number;
  };
  readonly sweep: {
    readonly squares: readonly number[];
    /** Whether the shapes of the training and decode workloads are swept, too. */
    readonly workloads: boolean;
    /** Milliseconds that one measurement should take. */
    readonly longEnough: number;
    /** Variants of an axis at most. */
    readonly mostVariants: number;
    /** Whole steps in which every choice of the engine is tried. */
    readonly whole: {
      readonly sizes: readonly GptSize[];
      readonly steps: number;
      readonly model: string;
      readonly rows: number;
      readonly tokens: number;
      readonly filters: readonly boolean[];
    };
  };
}

const FULL: CheckEffort = {
  seconds: {
    adapter: 15,
    micro: 30,
    training: 50,
    decode: 45,
    ppo: 25,
    peers: 75,
    sweep: 60,
    tests: 60,
    torch: 60,
    trl: 60,
  },
  tuned: true,
  micro: {
    effort: { warmup: 1, least: 3, most: 5, seconds: 1 },
    few: false,
    invocations: 2 ** 20,
    longEnough: 10,
    copyBytes: 2 ** 29,
    chain: 2000,
    roundTrips: 100,
  },
  training: {
    sizes: [...SIZES, GPT2],
    effort: { warmup: 3, least: 10, most: 100, seconds: 5 },
    profileRounds: 10,
  },
  decode: {
    models: ['blurbs-small', 'SmolLM2-135M'],
    rows: 32,
    tokens: 60,
    // The generation that records is its warm-up.
    effort: { warmup: 0, least: 3, most: 10, seconds: 4 },
    profileRounds: 10,
  },
  ppo: {
    models: ['blurbs-tiny', 'blurbs-small'],
    rankings: 24,
    iterations: 3,
    rolloutBatch: 32,
    maxNewTokens: 60,
  },
  peers: {
    sizes: SIZES,
    training: { warmup: 3, least: 10, most: 100, seconds: 1 },
    sampling: { warmup: 1, least: 3, most: 20, seconds: 1 },
    longest: 20,
  },
  trl: { rankings: 24, warmup: 2, iterations: 12, rolloutBatch: 32, maxNewTokens: 60 },
  sweep: {
    squares: [128, 256, 512, 1024, 2048],
    workloads: true,
    longEnough: 10,
    mostVariants: Infinity,
    whole: {
      sizes: SIZES.slice(2),
      steps: 20,
      model: 'blurbs-small',
      rows: 32,
      tokens: 60,
      filters: [false, true],
    },
  },
};

const QUICK: CheckEffort = {
  ...FULL,
  // Loading PyTorch alone takes ten seconds on a cold disk.
  seconds: {
    adapter: 10,
    micro: 10,
    training: 15,
    decode: 20,
    ppo: 10,
    peers: 25,
    sweep: 10,
    tests: 15,
    torch: 30,
    trl: 35,
  },
  micro: { ...FULL.micro, few: true, chain: 1000, roundTrips: 30 },
  training: { ...FULL.training, effort: { warmup: 2, least: 5, most: 20, seconds: 1 }, profileRounds: 3 },
  decode: { ...FULL.decode, effort: { warmup: 0, least: 2, most: 3, seconds: 1 }, profileRounds: 3 },
  ppo: { ...FULL.ppo, models: ['blurbs-tiny'], iterations: 2 },
  peers: { ...FULL.peers, sizes: SIZES.slice(0, 1) },
  trl: { ...FULL.trl, warmup: 1, iterations: 3 },
  sweep: {
    squares: [256, 1024],
    workloads: false,
    longEnough: 10,
    mostVariants: Infinity,
    whole: { sizes: [], steps: 5, model: 'blurbs-tiny', rows: 32, tokens: 24, filters: [false] },
  },
};

const once: Effort = { warmup: 0, least: 1, most: 1, seconds: 0 };

const REHEARSAL: CheckEffort = {
  seconds: {
    // A machine that does much else besides is no failure here.
    adapter: 600,
    micro: 600,
    training: 600,
    decode: 600,
    ppo: 600,
    peers: 600,
    sweep: 600,
    tests: 600,
    torch: 600,
    trl: 600,
  },
  tuned: false,
  micro: {
    effort: once,
    few: true,
    invocations: 256,
    longEnough: 1,
    copyBytes: 2 ** 20,
    chain: 20,
    roundTrips: 3,
  },
  training: { sizes: SIZES.slice(0, 1), effort: { ...once, least: 2, most: 2 }, profileRounds: 1 },
  decode: { models: ['blurbs-tiny'], rows: 4, tokens: 12, effort: once, profileRounds: 1 },
  ppo: { models: ['blurbs-tiny'], rankings: 4, iterations: 1, rolloutBatch: 4, maxNewTokens: 8 },
  peers: {
    sizes: SIZES.slice(0, 1),
    training: { ...once, warmup: 1, least: 2, most: 2 },
    sampling: once,
    longest: 300,
  },
  trl: { rankings: 4, warmup: 1, iterations: 1, rolloutBatch: 4, maxNewTokens: 8 },
  sweep: {
    squares: [64],
    workloads: false,
    longEnough: 1,
    mostVariants: 2,
    whole: { sizes: [], steps: 1, model: 'blurbs-tiny', rows: 4, tokens: 2, filters: [false] },
  },
};

export const EFFORTS: Readonly<Record<EffortName, CheckEffort>> = {
  full: FULL,
  quick: QUICK,
  rehearsal: REHEARSAL,
};
