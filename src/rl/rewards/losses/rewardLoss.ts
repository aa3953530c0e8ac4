/** What a reward model is fitted by: a loss over groups of scores, as part of a recorded step. Knows no model. */
import type { ScoredGroups } from '../../../gpu/kernels/listwise/scoredGroups.ts';
import type { Recorder } from '../../../gpu/plan.ts';
import type { LossSettings } from './fields.ts';

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
