/** What a reward model is fitted by: a loss over groups of scores, as part of a recorded step. Knows no model. */
import type { Recorder } from '../../../gpu/plan.ts';
import type { Tensor } from '../../../gpu/tensor.ts';

/** Scores of ranked answers, and what is written of them. */
export interface ScoredGroups {
  readonly groups: number;
  /** Sequences in all, filler included. */
  readonly n: number;
  /** [n]. */
  readonly scores: Tensor;
  /** u32 [groups, 8]: index into scores, or none; a sequence is in at most one group. */
  readonly members: Tensor;
  /** u32 [groups, 8]: 0 is best; the same number is tied. */
  readonly tiers: Tensor;
  /** [groups]; they add up to one over a minibatch, less where some count less, and filler has none. */
  readonly weights: Tensor;
  /** Written, [n]: gradient of Σ weight·loss; 0 for sequences in no group. */
  readonly dScores: Tensor;
  /** Written, [groups], unweighted. */
  readonly losses: Tensor;
}

export interface RewardLoss {
  readonly name: string;
  record(rec: Recorder, groups: ScoredGroups): void;
}
