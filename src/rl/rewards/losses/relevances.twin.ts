/** What the twins of losses read of a group, as relevances.wgsl has it for the losses. */
import { ABSENT, GROUP_MEMBERS } from '../../../gpu/kernels/listwise/scoredGroups.ts';
import type { Rankings } from './rewardLoss.ts';

export interface Ranked {
  /** Where its score stands. */
  readonly row: number;
  /** Tiers above the worst of its group. */
  readonly relevance: number;
}

/** A group's members in slot order; empty where none is better than another. */
export function rankedIn({ members, tiers }: Rankings, group: number): readonly Ranked[] {
  const slots = Array.from({ length: GROUP_MEMBERS }, (_, slot) => group * GROUP_MEMBERS + slot).filter(
    (slot) => members[slot] !== ABSENT,
  );
  const worst = Math.max(...slots.map((slot) => tiers[slot]));
  if (slots.every((slot) => tiers[slot] === worst)) return [];
  return slots.map((slot) => ({ row: members[slot], relevance: worst - tiers[slot] }));
}

/** (2^relevance − 1) ÷ DCG of the best order's first `places` places. */
export function gainsOf(ranked: readonly Ranked[], places = ranked.length): readonly number[] {
  const gains = ranked.map(({ relevance }) => 2 ** relevance - 1);
  const ideal = gains
    .toSorted((a, b) => b - a)
    .slice(0, places)
    .reduce((sum, gain, at) => sum + gain / Math.log2(at + 2), 0);
  return gains.map((gain) => gain / ideal);
}
