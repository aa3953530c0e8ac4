/**
 * A user with a known taste: how much an answer is liked decides, with noise, whether it is copied, gone on from, asked for
 * again or left. An ordered logit (McCullagh 1980): liking plus logistic noise, cut at a few places. What the user does on
 * average is known in closed form, and with it which prompt is best. A hurried user takes what is short for what is good.
 * Knows no model.
 */
import type { Stream } from '../../rl/random.ts';
import { FEEDBACK_KINDS, type FeedbackKind, type FeedbackWeights } from './event.ts';

/** How a taste's utilities become liking: z = (utility − middle) ÷ spread. */
export interface Liking {
  readonly middle: number;
  /** More than 0. */
  readonly spread: number;
}

/** What a user does, least liking first, and where liking is cut in between, in spreads. */
export interface Habits {
  readonly kinds: readonly FeedbackKind[];
  readonly cuts: readonly number[];
}
/** Of someone who sees single answers. */
export const SINGLE_ANSWERS: Habits = { kinds: ['leave', 'ask', 'continue', 'copy'], cuts: [-1, 0, 1] };
/** Of someone in a conversation, who edits what is nearly good. */
export const CONVERSATION: Habits = { kinds: FEEDBACK_KINDS, cuts: [-1.2, -0.6, 0, 0.3, 1] };
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
 * Chance of each of the user's kinds of event, in their order, of an answer of this utility.
 * @param noise scale of the logistic noise; 0 for none
 */
export function chances(
  utility: number,
  { middle, spread }: Liking,
  noise = USUAL_NOISE,
  { kinds, cuts }: Habits = SINGLE_ANSWERS,
): number[] {
  const z = (utility - middle) / spread;
  const above = cuts.map((cut) => atLeast(z - cut, noise));
  return kinds.map((_, kind) => (above[kind - 1] ?? 1) - (above[kind] ?? 0));
}

/** P(z + noise·L ≥ 0) for a standard logistic L. */
function atLeast(z: number, noise: number): number {
  return noise > 0 ? 1 / (1 + Math.exp(-z / noise)) : Number(z >= 0);
}

/** What the user does: one draw. */
export function act(
  utility: number,
  liking: Liking,
  random: Stream,
  noise = USUAL_NOISE,
  habits: Habits = SINGLE_ANSWERS,
): FeedbackKind {
  let left = random.uniform();
  const each = chances(utility, liking, noise, habits);
  for (let kind = 0; kind < each.length - 1; kind++) {
    left -= each[kind];
    if (left < 0) return habits.kinds[kind];
  }
  return habits.kinds[each.length - 1];
}

/** The weight that the user's act has on average. */
export function expectedReward(
  utility: number,
  liking: Liking,
  weights: FeedbackWeights,
  noise = USUAL_NOISE,
  habits: Habits = SINGLE_ANSWERS,
): number {
  return chances(utility, liking, noise, habits).reduce(
    (sum, chance, kind) => sum + chance * weights[habits.kinds[kind]],
    0,
  );
}

/**
 * What an answer seems worth to a user in a hurry: its utility, and `haste` spreads more for each spread of lengths that it
 * is shorter than usual.
 * @param length of the answer, and `lengths` what is usual, in the same unit
 */
export function seemingUtility(
  utility: number,
  length: number,
  { liking, lengths, haste }: { readonly liking: Liking; readonly lengths: Liking; readonly haste: number },
): number {
  return utility + haste * liking.spread * ((lengths.middle - length) / lengths.spread);
}
