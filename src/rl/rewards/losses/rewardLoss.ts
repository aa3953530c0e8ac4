/** What a reward model is fitted by: a loss over groups of scores, as part of a recorded step. Knows no model. */
import type { ScoredGroups } from '../../../gpu/kernels/listwise/scoredGroups.ts';
import type { Recorder } from '../../../gpu/plan.ts';
import type { LAMBDA_WEIGHTS } from './declarations.ts';

/** What losses are set by; each reads its own. What they mean and what they are called: lossFields.ts. */
export interface LossSettings {
  readonly rewardPlaces: number;
  readonly rewardSharpness: number;
  readonly rewardPairWeights: (typeof LAMBDA_WEIGHTS)[number];
  readonly rewardLambdaMix: number;
  readonly rewardSteepness: number;
  readonly rewardCutoff: number;
}

/** Records a loss. One that is loaded when it is first used records once it is there. */
export type RecordLoss = (rec: Recorder, groups: ScoredGroups) => void | Promise<void>;

/** The same, told its settings. */
export type RewardLoss = (
  ...told: [...Parameters<RecordLoss>, settings: LossSettings]
) => ReturnType<RecordLoss>;

/** The ranked groups that a twin reads, as {@link ScoredGroups} has them. */
export interface Rankings {
  readonly members: Uint32Array;
  readonly tiers: Uint32Array;
  readonly weights: Float32Array;
  readonly groups: number;
}
