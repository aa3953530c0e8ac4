/**
 * Names of what an iteration reports: those that methods declare, each with its definition, and the utilities of those
 * who judge. Each definition beside TRL's is in docs/metrics.md.
 * Units: KL and entropy in nats; scores in standard deviations of the reference model's reward.
 */
import { JUDGE_IDS, type JudgeId } from '../../tastes/labeler.ts';
import type { ENSEMBLE_METRICS } from '../rewards/ensemble.ts';
import type { Method } from './declarations.ts';

/** What a fit is measured by stands beside the measuring. */
export type { Agreement } from '../../preferences/agreement.ts';

/** Mean words of a response: what the first releases told in place of its tokens. */
export const RETIRED = ['nudge/response_words'] as const;

type KeysOf<Union> = Union extends unknown ? keyof Union : never;
type DeclaredName = KeysOf<Method['metrics']>;

export type MetricName =
  DeclaredName | keyof typeof ENSEMBLE_METRICS | (typeof RETIRED)[number] | UtilityName;

/**
 * Utility by each simulated labeler that has something to look for, mean over the rollout: the yardsticks. The
 * classifier's while there is one.
 */
export type UtilityName = `utility/${JudgeId}`;

export const UTILITY_NAMES: readonly UtilityName[] = JUDGE_IDS.map((id): UtilityName => `utility/${id}`);

/** One iteration's numbers; the iteration counts from 1. */
export interface MetricsRow {
  readonly iteration: number;
  readonly values: Readonly<Partial<Record<MetricName, number>>>;
}
