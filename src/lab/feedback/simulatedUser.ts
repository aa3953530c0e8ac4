/**
 * A user with a known taste: how much an answer is liked decides, with noise, whether it is copied, gone on from, asked for
 * again or left. An ordered logit (McCullagh 1980): liking plus logistic noise, cut at three places. What the user does on
 * average is known in closed form, and with it which prompt is best. Knows no model.
 */
import type { Stream } from '../../rl/random.ts';
import { FEEDBACK_KINDS, type FeedbackKind, type FeedbackWeights } from './event.ts';

/** How a taste's utilities become liking: z = (utility − middle) ÷ spread. */
export interface Liking {
  readonly middle: number;
  /** More than 0. */
  readonly spread: number;
}

/** Where liking is cut: below the first the user leaves, above the last the answer is copied. */
export const CUTS = [-1, 0, 1] as const;
/** Scale of the logistic noise, in spreads; 0.5 makes about every fourth act another than liking alone would. */
export const USUAL_NOISE = 0.5;

/** Middle and spread of the utilities of some answers: the user's notion of what is usual. */
export function likingOf(utilities: readonly number[]): Liking {
  const count = Math.max(1, utilities.length);
  const middle = utilities.reduce((sum, u) => sum + u, 0) / count;
  const variance = utilities.reduce((sum, u) => sum + (u - middle) ** 2, 0) / count;
  return { middle, spread: variance > 0 ? Math.sqrt(variance) : 1 };
}

/**
 * Chance of each kind of event, in their order, of an answer of this utility.
 * @param noise scale of the logistic noise; 0 for none
 */
export function chances(utility: number, { middle, spread }: Liking, noise = USUAL_NOISE): number[] {
  const z = (utility - middle) / spread;
  const above = CUTS.map((cut) => atLeast(z - cut, noise));
  return FEEDBACK_KINDS.map((_, kind) => (above[kind - 1] ?? 1) - (above[kind] ?? 0));
}

/** P(z + noise·L ≥ 0) for a standard logistic L. */
function atLeast(z: number, noise: number): number {
  return noise > 0 ? 1 / (1 + Math.exp(-z / noise)) : Number(z >= 0);
}

/** What the user does: one draw. */
export function act(utility: number, liking: Liking, random: Stream, noise = USUAL_NOISE): FeedbackKind {
  let left = random.uniform();
  const each = chances(utility, liking, noise);
  for (let kind = 0; kind < each.length - 1; kind++) {
    left -= each[kind];
    if (left < 0) return FEEDBACK_KINDS[kind];
  }
  return FEEDBACK_KINDS[each.length - 1];
}

/** The weight that the user's act has on average. */
export function expectedReward(
  utility: number,
  liking: Liking,
  weights: FeedbackWeights,
  noise = USUAL_NOISE,
): number {
  return chances(utility, liking, noise).reduce(
    (sum, chance, kind) => sum + chance * weights[FEEDBACK_KINDS[kind]],
    0,
  );
}
