/** Everything of a run that is not a tensor, as a checkpoint keeps it. Knows names and numbers; runs nothing. */
import type { MetricsRow } from '../algorithms/metrics.ts';
import type { FitAgreement, FitState } from '../rewards/rewardFit.ts';
import type { BagState } from '../rewards/bag/tokenBag.ts';
import type { RewardState, TakenReward } from '../rewards/rewardModels.ts';
import type { Settings } from '../algorithms/settings.ts';
import type { BaseUtility } from '../training/baseUtility.ts';
import type { SamplingSettings } from '../training/referenceSamples.ts';

export interface RunState {
  readonly iteration: number;
  readonly settings: Settings;
  readonly history: readonly MetricsRow[];
  /** What the method hands on from one iteration to the next. */
  readonly kept: unknown;
  readonly fit: FitState;
  /** Of each reward model. */
  readonly rewards: readonly RewardState[];
  /** Of the bag of tokens beside them, where there is one that says something. */
  readonly bag?: BagState;
  /** What they began as, where that was brought in and is not the base. */
  readonly taken?: TakenReward;
  readonly policySteps: number;
  readonly rewardSteps: number;
  readonly agreement: FitAgreement | null;
  readonly baseUtility: BaseUtility | null;
  /** What the reference was sampled with, once it was; the first releases did not save it. */
  readonly reference?: SamplingSettings | null;
}
