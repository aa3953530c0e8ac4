/**
 * Whether what stands first wins because it stands first. Answers are shown in a random order, so that without such a bias
 * each place wins as often as any other, and rankings are independent tries of that. Knows ratings; knows no page.
 */
import { wilson } from '../wilson.ts';
import type { RankingEvent } from '../event.ts';

export interface PositionBias {
  /** Rankings that tell in what order their answers were shown. */
  readonly rankings: number;
  /** How often the answer shown first was ranked first; of a tie of k for the first rank, 1/k. */
  readonly share: number;
  /** 95 % (Wilson 1927). */
  readonly interval: readonly [low: number, high: number];
  /** The share without a bias: the mean of 1 ÷ answers. */
  readonly chance: number;
  /** `first` or `later`: chance lies outside the interval, and the answer shown first wins more, or less, often. */
  readonly verdict: 'first' | 'later' | 'none';
  /** The share of wins of each place, as many as every ranking has. */
  readonly places: readonly number[];
}

/** @param rankings in their shown order; null without any whose first answer was ranked */
export function positionBias(
  rankings: readonly Pick<RankingEvent, 'answers' | 'tiers'>[],
): PositionBias | null {
  const told = rankings.filter(({ tiers }) => tiers.some((tier) => tier.includes(0)));
  if (told.length === 0) return null;
  const mean = (of: (ranking: (typeof told)[number]) => number) =>
    told.reduce((sum, ranking) => sum + of(ranking), 0) / told.length;
  const wins = (place: number) => mean(({ tiers: [best] }) => (best.includes(place) ? 1 / best.length : 0));
  const share = wins(0);
  const chance = mean(({ tiers }) => 1 / tiers.flat().length);
  const [low, high] = wilson(share, told.length);
  const fewest = Math.min(...told.map(({ answers }) => answers.length));
  return {
    rankings: told.length,
    share,
    interval: [low, high],
    chance,
    verdict: low > chance ? 'first' : high < chance ? 'later' : 'none',
    places: Array.from({ length: fewest }, (_, place) => wins(place)),
  };
}
