/**
 * What a run tells while it works, and everything of it that is not a tensor. Knows names and numbers; runs
 * nothing.
 */
import type { KlControllerState } from '../algorithms/klController.ts';
import type { FixedLabelerId, SettableLabelerId } from '../../tastes/labeler.ts';
import type { MetricsRow } from '../metrics.ts';
import type { FitAgreement, FitState } from '../rewards/rewardFit.ts';
import type { Settings } from '../settings.ts';

export type Stage = 'idle' | 'fit' | 'sample' | 'score' | 'update';

/** Mean and standard deviation of a utility. */
export interface Spread {
  readonly mean: number;
  readonly sd: number;
}

/** Of each labeler over the base model's answers: of those that look for something, and of a classifier that was asked. */
export type BaseUtility = Readonly<Record<FixedLabelerId, Spread>> &
  Readonly<Partial<Record<SettableLabelerId | 'classifier', Spread>>>;

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
  readonly kl: KlControllerState;
  readonly fit: FitState;
  readonly reward: { readonly mean: number; readonly std: number; readonly fitted: boolean };
  readonly policySteps: number;
  readonly rewardSteps: number;
  readonly agreement: FitAgreement | null;
  readonly baseUtility: BaseUtility | null;
  /** What the reference was sampled with, once it was; the first releases did not save it. */
  readonly reference?: SamplingSettings | null;
}

export type SamplingSettings = Pick<Settings, 'seed' | 'temperature' | 'maxNewTokens'> & {
  /** How many; older runs do not say. */
  readonly samples?: number;
};
