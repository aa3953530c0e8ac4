/**
 * The sampler is not the trainer: answers may be written by weights that are only like those that are trained, so what is
 * learned from them is off-policy before the first step. Truncated importance sampling mends it (Yao et al. 2025, "Your efficient
 * RL framework secretly brings you off-policy RL training"): a token's policy loss is weighed by
 *
 *   w_t = min(π(a_t) ÷ π_sampler(a_t), C)
 *
 * with π as it was before the update, and no gradient through it. Knows numbers of tokens; knows no method.
 */
import type { Kit, Values } from './algorithm.ts';
import type { Tokens } from './read.ts';
import { mean, type Rollout } from './rollout.ts';
import type { SAMPLER_METRICS } from '../samplerMetrics.ts';

export interface SamplerMismatch {
  /** w of each token of each answer; null where C is 0, which turns it off. */
  readonly importance: readonly (readonly number[])[] | null;
  /** {@link SAMPLER_METRICS}. */
  readonly values: Readonly<Record<keyof typeof SAMPLER_METRICS, number>>;
}

/** Nats beyond which a difference of log-probabilities is cut off, as in every loss here. */
const MOST_NATS = 20;

/**
 * How far the sampler of a rollout was from the trainer, and how tokens are weighed for it; null where they are one.
 * @param tokens what the policy says of the rollout, its `logp` among it @param cap C
 */
export async function samplerMismatch(
  kit: Kit,
  { sampled }: Rollout,
  { columns, responseLength }: Tokens<'logp'>,
  cap: number,
): Promise<SamplerMismatch | null> {
  if (!sampled) return null;
  const grid = await kit.numbers(columns.logp);
  const trainer = sampled.map((logp, row) => {
    const first = row * responseLength;
    return grid.subarray(first, first + logp.length);
  });
  return mismatchOf(trainer, sampled, cap);
}

/** The same of log-probabilities, answer by answer. */
export function mismatchOf(
  trainer: readonly ArrayLike<number>[],
  sampler: readonly (readonly number[])[],
  cap: number,
): SamplerMismatch {
  const gaps = sampler.map((logp, row) => logp.map((of, t) => trainer[row][t] - of));
  const weights = gaps.map((of) =>
    of.map((gap) => {
      const ratio = Math.exp(Math.min(MOST_NATS, Math.max(-MOST_NATS, gap)));
      return cap > 0 ? Math.min(ratio, cap) : ratio;
    }),
  );
  const [apart, flat] = [gaps.flat().map(Math.abs), weights.flat()];
  const values = {
    'sampling/sampling_logp_difference/mean': mean(apart),
    'sampling/sampling_logp_difference/max': largest(apart),
    'sampling/importance_sampling_ratio/mean': mean(flat),
    'sampling/importance_sampling_ratio/max': largest(flat),
  } satisfies Values;
  return { importance: cap > 0 ? weights : null, values };
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), -Infinity);
}
