/**
 * DAPO's penalty for overlong answers (Yu et al. 2025, eq. 13): an answer that nears the longest there may be is told so before it
 * is cut off. With L_max tokens at most and the last L_cache of them as a buffer, an answer of n tokens earns besides
 *
 *   0                              where n ≤ L_max − L_cache
 *   ((L_max − L_cache) − n) ÷ L_cache  beyond, which is −1 at L_max
 *
 * times a factor (verl's `penalty_factor`). TRL's `get_soft_overlong_punishment` is the same with a factor of 1. Pure.
 */
import type { GrpoSettings } from './fields.ts';

type Settings = Pick<GrpoSettings, 'overlongShare' | 'overlongPenalty' | 'maxNewTokens'>;

/** What an answer of `length` tokens, its end among them, earns for its length: 0 or less. */
export function overlongReward(
  length: number,
  { overlongShare, overlongPenalty, maxNewTokens }: Settings,
): number {
  if (overlongShare === 0) return 0;
  const cache = Math.max(1, Math.round(overlongShare * maxNewTokens));
  const beyond = length - (maxNewTokens - cache);
  return beyond <= 0 ? 0 : -overlongPenalty * Math.min(1, beyond / cache);
}
