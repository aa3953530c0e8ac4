/** What was on screen of one's own run, as it is kept for the next visit (train/state/lastVisit.ts). */
import type { FitAgreement } from '../../rl/rewards/rewardFit.ts';
import type { BaseUtility } from '../../rl/training/baseUtility.ts';
import type { Comparison } from '../../rl/runs/compare.ts';
import type { LabelerId } from '../../tastes/labeler.ts';
import type { MetricsRow } from '../../rl/algorithms/metrics.ts';

/** What the reward model agreed with after its `fit`-th measurement, counted from 1. */
export interface AgreementPoint extends FitAgreement {
  readonly fit: number;
  /** The last iteration finished before it; earlier visits did not keep it. */
  readonly iteration?: number;
}

export interface Visit {
  /** Of the model that ran: another one's curves are not one's own. */
  readonly model: string;
  readonly history: readonly MetricsRow[];
  readonly iteration: number;
  readonly baseUtility: BaseUtility | null;
  readonly comparison: Comparison | null;
  readonly comparePrompt: string | null;
  readonly yardstick: LabelerId | null;
}
