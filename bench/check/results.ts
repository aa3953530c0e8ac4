/**
 * What the stages of gpu-check write, one JSON file each. Types only; knows no stage's work.
 */
import type { KernelResult, MicroResult, ProfileResult, Timing } from '../results.ts';
import type { GptSize } from '../workload.ts';

/** In the order in which they run: what tells most comes first, in case time runs out. */
export const STAGES = [
  'adapter',
  'micro',
  'training',
  'decode',
  'ppo',
  'peers',
  'sweep',
  'tests',
  'torch',
  'trl',
] as const;
export type StageName = (typeof STAGES)[number];

export interface AdapterStage {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  readonly software: boolean;
  readonly features: readonly string[];
  readonly limits: Readonly<Record<string, number>>;
  readonly subgroups: { readonly smallest: number; readonly largest: number } | null;
  /** What `nvidia-smi` and the loader say, where there are any. */
  readonly driver: string;
  readonly node: string;
  readonly machine: string;
}

export interface MicroStage {
  readonly limits: MicroResult;
  readonly copyBytes: number;
  /** Microseconds that one more dispatch takes on the GPU, each waiting for the one before. */
  readonly dependentDispatch: number;
  /** The same for dispatches that touch different memory. */
  readonly independentDispatch: number;
  /** Microseconds that the processor takes to encode and submit one more dispatch, before the GPU begins. */
  readonly encodeDispatch: number;
  /** Milliseconds of an empty submit until the queue says that it is done, and until a small buffer is mapped. */
  readonly emptySubmit: Timing;
  readonly mapRoundTrip: Timing;
}

export interface TrainingRow {
  readonly size: GptSize;
  readonly parameters: number;
  readonly variant: string;
  /** Milliseconds of recording and compiling. */
  readonly prepared: number;
  readonly step: Timing;
  readonly dispatches: number;
  readonly submits: number;
  readonly gpuBytes: number;
  /** First and last. */
  readonly losses: readonly number[];
  readonly profile: ProfileResult | null;
}

export interface TrainingStage {
  readonly rows: readonly TrainingRow[];
}

export interface DecodeRow {
  readonly model: string;
  readonly parameters: number;
  readonly rows: number;
  readonly promptTokens: number;
  readonly tokens: number;
  /** Whether top-k and top-p were on. */
  readonly filtered: boolean;
  /** Milliseconds of a whole generation, prompt pass and reading included. */
  readonly generation: Timing;
  readonly tokensPerSecond: number;
  readonly dispatches: number;
  readonly submits: number;
  readonly maps: number;
  /** Of one token for every row. */
  readonly profile: ProfileResult | null;
}

export interface DecodeStage {
  readonly rows: readonly DecodeRow[];
}

export interface PpoStage {
  readonly rows: readonly {
    readonly model: string;
    readonly iteration: number;
    /** Milliseconds by stage: fit, sample, score, update. */
    readonly stages: Readonly<Record<string, number>>;
    readonly submits: number;
    readonly maps: number;
    readonly metrics: Readonly<Record<string, number>>;
  }[];
}

export const PEER_LIBRARIES = ['ours', 'tfjs', 'jax', 'webgpuLlm'] as const;
export type PeerLibrary = (typeof PEER_LIBRARIES)[number];

/** One measurement: a result, or why there is none. */
export interface PeersRow {
  readonly peer: PeerLibrary;
  readonly size: GptSize;
  readonly what: 'training' | 'sampling';
  readonly result?: Timing & {
    /** Of the last round. */
    readonly dispatches: number;
    readonly submits: number;
    readonly gpuBytes?: number;
    /** First and last, of training. */
    readonly losses?: readonly number[];
    readonly tokensPerSecond?: number;
    readonly note?: string;
  };
  /** What the library lacks on this adapter, in its own words. */
  readonly refused?: string;
  readonly failure?: string;
  /** Time was up. */
  readonly left?: boolean;
}

export interface PeersStage {
  /** Why only ours was measured. */
  readonly missing?: string;
  readonly sizes: readonly GptSize[];
  readonly rows: readonly PeersRow[];
}

export interface SweepRow {
  readonly family: string;
  readonly shape: string;
  readonly variant: string;
  readonly milliseconds: number;
  readonly flops: number;
  readonly bytes: number;
  /** Largest error against sums in double precision, relative to the largest of them. */
  readonly error: number;
  /** Why it was not timed: wrong, or did not compile. */
  readonly failure?: string;
}

export interface SweepStage {
  readonly rows: readonly SweepRow[];
  readonly emptySubmit: number;
  /** Shapes that time did not suffice for. */
  readonly left: number;
}

export interface TestFile {
  readonly file: string;
  readonly seconds: number;
  readonly passed: number;
  readonly failures: readonly { readonly test: string; readonly message: string }[];
  /** Why the file did not run to its end. */
  readonly broken?: string;
}

export interface TestsStage {
  readonly files: readonly TestFile[];
  /** Files that need a browser, and files that time did not suffice for. */
  readonly browserOnly: readonly string[];
  readonly left: readonly string[];
}

export interface TorchRow {
  readonly work: string;
  readonly tf32: boolean;
  readonly milliseconds: readonly number[];
  readonly median: number;
  readonly note?: string;
}

export interface TorchStage {
  /** Why there is nothing, in words, where PyTorch or CUDA is missing. */
  readonly missing?: string;
  readonly version?: string;
  readonly device?: string;
  readonly rows: readonly TorchRow[];
}

/** An iteration of PPO. */
export interface TrlIteration {
  readonly milliseconds: number;
  /** Of it, what sampling takes. */
  readonly sample: number;
  /** Sampled in all answers. */
  readonly tokens: number;
  /** Nats a response, before the update. */
  readonly kl: number;
}

export interface TrlStage {
  readonly model: string;
  /** Answers of an iteration, and tokens of each. */
  readonly rows: number;
  readonly tokens: number;
  /** Iterations that are run first and not counted. */
  readonly warmup: number;
  readonly ours: readonly TrlIteration[];
  /** Null until it has begun. */
  readonly trl: {
    /** Why there is nothing, in words. */
    readonly missing?: string;
    readonly versions?: Readonly<Record<string, string>>;
    readonly device?: string;
    readonly iterations: readonly TrlIteration[];
  } | null;
}

export interface StageResults {
  readonly adapter: AdapterStage;
  readonly micro: MicroStage;
  readonly training: TrainingStage;
  readonly decode: DecodeStage;
  readonly ppo: PpoStage;
  readonly peers: PeersStage;
  readonly sweep: SweepStage;
  readonly tests: TestsStage;
  readonly torch: TorchStage;
  readonly trl: TrlStage;
}

/** How a stage ended. */
export interface StageOutcome {
  readonly stage: StageName;
  readonly seconds: number;
  /** Why it failed or was cut; what it had written by then stays. */
  readonly failure?: string;
}

/** run.json: what was run, where, and how each stage ended. */
export interface RunRecord {
  readonly date: string;
  readonly commit: string;
  readonly effort: string;
  readonly driver: string;
  readonly software: boolean;
  readonly outcomes: readonly StageOutcome[];
}

export type { KernelResult };
