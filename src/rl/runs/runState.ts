/**
 * What a run tells while it works, and everything of it that is not a tensor. Knows names and numbers; runs
 * nothing.
 */
import type { StageName } from '../training/algorithm.ts';
import type { MetricsRow } from '../algorithms/metrics.ts';
import type { FitAgreement, FitState } from '../rewards/rewardFit.ts';
import type { RewardState } from '../rewards/rewardModels.ts';
import type { Settings } from '../algorithms/settings.ts';
import type { BaseUtility, Spread } from '../training/baseUtility.ts';
import type { SamplingSettings } from '../training/referenceSamples.ts';

/** `idle`, `fit` of the reward model on new rankings, or a stage of the method, by its name. */
export type Stage = StageName;

export type { BaseUtility, Spread };

/** A response of the last rollout, for the sample viewer. */
export interface RolloutSample {
  readonly prompt: string;
  readonly text: string;
  readonly score: number;
  /** Nats over the response. */
  readonly kl: number;
}

/** What a run tells while it works. All optional, all synchronous. */
export interface RunObserver {
  stage?(stage: Stage, iteration: number): void;
  progress?(task: string, done: number, total: number): void;
  agreement?(agreement: FitAgreement): void;
  baseUtility?(utility: BaseUtility): void;
  samples?(iteration: number, samples: readonly RolloutSample[]): void;
  metrics?(row: MetricsRow): void;
}

/** Everything of a run that is not a tensor. */
export interface RunState {
  readonly iteration: number;
  readonly settings: Settings;
  readonly history: readonly MetricsRow[];
  /** What the method hands on from one iteration to the next. */
  readonly kept: unknown;
  readonly fit: FitState;
  /** Of each reward model. */
  readonly rewards: readonly RewardState[];
  readonly policySteps: number;
  readonly rewardSteps: number;
  readonly agreement: FitAgreement | null;
  readonly baseUtility: BaseUtility | null;
  /** What the reference was sampled with, once it was; the first releases did not save it. */
  readonly reference?: SamplingSettings | null;
}
