/**
 * All that the page may know of the trainer: what it can ask (RPC over comlink) and what it is told
 * (one-way events on a MessagePort), those of the run as it tells them (rl/runs/events.ts). Calls and events, no code:
 * what they are about is declared where it belongs. Rejections of calls get their kind by toFailure (failures.ts).
 */
import type { AskedPrompt, ChatOptions, ChatRecord, UsedTemplate } from '../model/prompts/prompts.ts';
import type { Answer, PreferenceEvent } from '../preferences/event.ts';
import type { MetricsRow } from '../rl/algorithms/metrics.ts';
import type { JudgeId } from '../tastes/labeler.ts';
import type { FitAgreement } from '../rl/rewards/rewardFit.ts';
import type { Comparison } from '../rl/runs/compare.ts';
import type { FitQuality } from '../rl/runs/fitQuality.ts';
import type { AnswersReading, AskedAnswers, Inspection } from '../rl/runs/inspection.ts';
import type { RunEvent } from '../rl/runs/events.ts';
import type { BaseUtility } from '../rl/training/baseUtility.ts';
import type { Settings } from '../rl/algorithms/settings.ts';
import type { Asking } from '../preferences/asked.ts';
import type { WatchedIteration } from '../rl/runs/partTime.ts';
import type { EmbeddedModel, ModelChoice } from '../files/hub/modelChoice.ts';
import type { BundleRequest, ExportRequest, ExportResult } from './exportProtocol.ts';

export type { AdapterChoice, EmbeddedModel, ModelChoice } from '../files/hub/modelChoice.ts';

/** The id under which {@link TrainerApi.cancel} ends {@link TrainerApi.open}. */
export const LOADING = 'loading';

/** The id under which {@link TrainerApi.cancel} ends {@link TrainerApi.useClassifier}, and its progress in bytes. */
export const CLASSIFIER = 'classifier';

/** The id under which {@link TrainerApi.cancel} ends {@link TrainerApi.measureStep}, and its progress. */
export const MEASURING = 'measure';

/** The id under which {@link TrainerApi.cancel} ends {@link TrainerApi.useReward}, and its progress in bytes. */
export const REWARD = 'reward';

export interface OpenRequest {
  /** A name alone stands for the embedded model of that name. */
  readonly model: EmbeddedModel | 'auto' | ModelChoice;
  /** URL the model folders live under, with trailing slash. */
  readonly modelRoot: string;
  readonly settings: Settings;
  /**
   * What a model of one's own is given to write to. Left out or empty: the prompts that lie beside the model, or a few
   * that fit any.
   */
  readonly prompts?: readonly AskedPrompt[];
  /** How they are written where the model brings a chat template; through it when left out. */
  readonly chat?: ChatOptions;
  /** The whole preference log of the page. */
  readonly preferences: readonly PreferenceEvent[];
  /** Continue from the last checkpoint in this browser's storage if there is one. */
  readonly resume: boolean;
}

/** How a model reads its prompts. */
export interface PromptReading {
  /** What a chat template made of prompts, by their texts; others are as they were typed. */
  readonly chats: ReadonlyMap<string, ChatRecord>;
  /** Tokens of each text. */
  readonly tokens: ReadonlyMap<string, number>;
  /** Tokens that there is room for, prompt and answer together. */
  readonly context: number;
  /** The template that the model brings, and whether it is used; null where it brings none. */
  readonly template: UsedTemplate | null;
  /** Whether all prompts are facts about restaurants, of which some tastes know: left out for no. */
  readonly restaurants?: boolean;
}

/** How everything is computed on this device: part of what makes a run repeat bit for bit. */
export interface KernelChoice {
  /** Of matrix products, the one family that is measured. */
  readonly variant: string;
  /** The variant of every family of kernels, by the family's name. */
  readonly families: Readonly<Record<string, string>>;
  /**
   * `remembered`: from an earlier visit on this adapter. `run`: the saved run was made with it. `usual`: the adapter's
   * usual one, as nothing was measured: that comes behind the first answers, for the next visit.
   */
  readonly how: 'measured' | 'remembered' | 'run' | 'usual';
  /** Milliseconds of the test products by variant; only what was measured this time. */
  readonly milliseconds: Readonly<Record<string, number>>;
}

/** A kernel's part of one training step. */
export interface KernelCost {
  readonly kernel: string;
  readonly dispatches: number;
  readonly milliseconds: number;
  /** Part of all kernels' time, 0 to 1. */
  readonly time: number;
  /** 0 where the kernel declares no arithmetic. */
  readonly gflopPerSecond: number;
  /** What it comes nearer to, arithmetic or memory, and how near: 1 is the adapter's measured limit. */
  readonly bound: 'arithmetic' | 'memory';
  readonly share: number;
}

/** Where the time of one training step goes. */
export interface StepMeasurement {
  readonly responses: number;
  /** Prompt and response tokens together. */
  readonly tokens: number;
  readonly dispatches: number;
  /** Of the whole step as training runs it, the least of a few. */
  readonly milliseconds: number;
  /** Slowest first; null where the device cannot time kernels. */
  readonly kernels: readonly KernelCost[] | null;
  /** What the adapter can do at most, by microbenchmark. */
  readonly limits: { readonly gflops: number; readonly gigabytesPerSecond: number };
}

export interface SessionInfo {
  /** The embedded model's name, or the id of one's own. Names the run's checkpoints. */
  readonly model: string;
  /** What to call it. */
  readonly modelLabel: string;
  readonly parameters: number;
  readonly adapter: string;
  readonly softwareAdapter: boolean;
  readonly kernels: KernelChoice;
  /** As the model reads them. */
  readonly prompts: { readonly train: readonly string[]; readonly heldOut: readonly string[] };
  readonly reading: PromptReading;
  /** Last finished iteration: 0 for a fresh run. */
  readonly iteration: number;
  readonly history: readonly MetricsRow[];
  readonly agreement: FitAgreement | null;
  /** Mean and standard deviation of each labeler's utility over the base model's answers, once measured. */
  readonly baseUtility: BaseUtility | null;
  /** The reward model that was brought in and is in use; null or left out where rankings alone teach it. */
  readonly reward?: BroughtRewardInfo | null;
  /** What was found in storage and could not be used, in words, or null. */
  readonly warning: string | null;
}

/** A text classifier on a hub that becomes the labeler `classifier`. */
export interface ClassifierRequest {
  /** `owner/name`: a repository with config.json, tokenizer.json and an ONNX file of the model. */
  readonly id: string;
  /** A branch, tag or commit; `main` when left out. */
  readonly revision?: string;
  /** Address of another server that speaks the hub's paths. */
  readonly host?: string;
  /** The label whose log-odds are the utility; the one that sounds like praise when left out. */
  readonly label?: string;
}

export interface ClassifierInfo {
  readonly id: string;
  /** The file of weights that was chosen. */
  readonly file: string;
  readonly labels: readonly string[];
  readonly label: string;
}

/** The files of a reward model that was trained before. */
export interface RewardRequest {
  readonly files: readonly File[];
  readonly label: string;
}

/** By what a reward model that was brought in is known again. */
export interface BroughtRewardInfo {
  /** Its folder's name. */
  readonly name: string;
  /** Of its numbers. */
  readonly sha256: string;
}

export interface GenerateRequest {
  readonly requestId: string;
  readonly prompt: string;
  readonly count: number;
  /** So many are sampled, and `count` chosen of them, as the setting `asking` has it; none streams. At most 8; left out for `count`. */
  readonly candidates?: number;
}

export interface TrainerApi {
  /**
   * Opens device and model, restores a run; events go to `port` from then on. Rejections: see toFailure; an
   * AbortError after {@link cancel} of LOADING. After a rejection it may be called again.
   */
  open(request: OpenRequest, port: MessagePort): Promise<SessionInfo>;
  configure(settings: Settings): Promise<void>;
  /**
   * Adds to the trainer's log what it does not know; the page's log is the truth, and in the same order. What simulated
   * raters judge is in it already when the page hears of it.
   * @param after id of the event that they stand behind in the page's log; null: they come first
   */
  addPreferences(events: readonly PreferenceEvent[], after?: string | null): Promise<void>;
  /** Samples answers from the current policy; each streams as `answer` events. Resolves with all of them. */
  generate(request: GenerateRequest): Promise<readonly Answer[]>;
  /**
   * Stops a running generation (by its requestId), simulation, fit or stage; what is done is kept. `compile` ends
   * what compiles in the same way, and pauses training after its stage. LOADING stops the opening, and resolves when nothing of it is
   * left.
   */
  cancel(requestId: string): Promise<void>;
  /**
   * Normalised reward-model scores, or null while no reward model is fitted.
   * @param chat what a chat template made the prompt of, if one did
   */
  scoreAnswers(
    prompt: string,
    answers: readonly Answer[],
    chat?: ChatRecord,
  ): Promise<readonly number[] | null>;
  /** Runs iterations until paused. Resolves at once. Rejects when there is no ranking to learn from. */
  play(): Promise<void>;
  /** Stops after the current stage. */
  pause(): Promise<void>;
  /** Runs one stage, or up to the end of the current iteration. */
  step(kind: 'stage' | 'iteration'): Promise<void>;
  /** Back to the base model; preferences are kept by the page. With `keep` the run is saved as it was left. */
  reset(settings: Settings, keep?: boolean): Promise<SessionInfo>;
  /** Lets `rater` (a simulated labeler) judge fresh answers to `count` prompts; sent as `preferences` events. */
  simulate(labeler: JudgeId, count: number): Promise<void>;
  /**
   * Loads a text classifier as the labeler `classifier`, or changes the label of the one loaded. Rejects with what is
   * wrong, and the rater stays as it was; with an AbortError after {@link cancel} of CLASSIFIER.
   */
  useClassifier(request: ClassifierRequest): Promise<ClassifierInfo>;
  /**
   * Takes a reward model out of its files as the run's, as it is until there are new rankings, which teach it further; with
   * null rankings alone teach one. Rejects with what is wrong, or which model it belongs to, and the run's stays; with an
   * AbortError after {@link cancel} of REWARD.
   */
  useReward(request: RewardRequest | null): Promise<BroughtRewardInfo | null>;
  /**
   * Times one training step on a copy of the policy: nothing of the run changes, training waits meanwhile. Rejects with
   * an AbortError after {@link cancel} of MEASURING.
   */
  measureStep(): Promise<StepMeasurement>;
  /**
   * Times the parts of each iteration, from the one after that under way on, or no longer: the GPU is waited for after
   * each part meanwhile. Resolves with the whole iterations timed so far.
   */
  partTimes(watch: boolean): Promise<readonly WatchedIteration[]>;
  /**
   * Writes a model as it stands after the stage under way, which training waits for. Progress is EXPORTING, in bytes;
   * an AbortError after {@link cancel} of EXPORTING, with what was written to a folder so far left there. One export
   * at a time.
   */
  exportModel(request: ExportRequest): Promise<ExportResult>;
  /** The same for everything that a cluster needs to go on: models, data, settings, launch scripts. */
  exportBundle(request: BundleRequest): Promise<ExportResult>;
  /** Base and current model answer the same prompt with the same random stream. */
  compare(prompt: string): Promise<Comparison>;
  /**
   * What the iteration under way, or the one that ended last, knows of its answers token by token, read between two stages;
   * null where there is none. Nothing of the run changes; training waits meanwhile.
   */
  inspect(): Promise<Inspection | null>;
  /**
   * The same of answers that no iteration sampled to learn from, as the models are now; null where nothing is known any more
   * of the comparison asked for.
   */
  readAnswers(asked: AskedAnswers): Promise<AnswersReading | null>;
  /**
   * How good the reward model is on the rankings that stand, held out and learned from, measured between two stages; null
   * while there is none. Nothing of the run changes; training waits meanwhile.
   */
  rewardQuality(): Promise<FitQuality | null>;
}

/**
 * `nan`: training was undone to its last good state. `rankings`: too few are left to learn from. `storage`:
 * not saved, training goes on. `internal`: a bug.
 */
export type FailureKind =
  'no-gpu' | 'gpu-lost' | 'out-of-memory' | 'nan' | 'rankings' | 'storage' | 'model' | 'internal';

export type TrainerEvent =
  | RunEvent
  | {
      readonly type: 'answer';
      readonly requestId: string;
      readonly index: number;
      readonly answer: Answer;
      readonly complete: boolean;
    }
  /** By what the answers to a request were chosen among their candidates, in the end. */
  | { readonly type: 'asked'; readonly requestId: string; readonly by: Asking }
  /** Whether the run goes on by itself: from play until pause or a failure, when a stage may still come to its end. */
  | { readonly type: 'running'; readonly running: boolean }
  /**
   * The iteration a reload would go on from; null when there is none any more. `lasting` is false where the browser
   * keeps nothing, and a reload finds nothing.
   */
  | { readonly type: 'saved'; readonly iteration: number | null; readonly lasting?: boolean }
  /** What is good to know and stops nothing, in words. */
  | { readonly type: 'warning'; readonly message: string }
  | { readonly type: 'failure'; readonly failure: Failure };

export interface Failure {
  readonly kind: FailureKind;
  /** What happened, what was kept, what to do. */
  readonly message: string;
  /** Iteration the run stands at now, after any rollback. */
  readonly iteration: number;
}
