/**
 * A ranking beside what the reward model makes of the same answers: places in both orders, and which pairs they put the other way
 * round. Pure; knows no text and no component.
 */
import { orderedPairs } from '../../../preferences/agreement.ts';
import type { RankingEvent } from '../../../preferences/event.ts';

/** One answer, in the order that was given. */
export interface RevealedAnswer {
  /** Its place among the answers of the event. */
  readonly index: number;
  /** The rank it was given, 1 the best; ties share one. */
  readonly rank: number;
  /** Null without scores. */
  readonly score: number | null;
  /** Its rank by score among the ranked answers, equal scores sharing one; null without scores. */
  readonly modelRank: number | null;
  /** Answers that stand on its other side by score, in the order given. */
  readonly against: readonly number[];
}

/** @param scores one an answer of the event, or null where there is no reward model */
export function revealOf(
  { tiers }: Pick<RankingEvent, 'tiers'>,
  scores: readonly number[] | null,
): readonly RevealedAnswer[] {
  const ranked = tiers.flat();
  const turned = scores
    ? orderedPairs(tiers).filter(([better, worse]) => scores[better] < scores[worse])
    : [];
  return tiers.flatMap((tier, at) =>
    tier.map((index) => ({
      index,
      rank: at + 1,
      score: scores ? scores[index] : null,
      modelRank: scores ? 1 + ranked.filter((other) => scores[other] > scores[index]).length : null,
      against: ranked.filter((other) =>
        turned.some((pair) => pair.includes(index) && pair.includes(other) && other !== index),
      ),
    })),
  );
}

/** The same answers, best score first; those of equal scores stay in the order given. Empty without scores. */
export function byScore(revealed: readonly RevealedAnswer[]): readonly RevealedAnswer[] {
  return revealed
    .filter(({ score }) => score !== null)
    .toSorted((one, other) => (other.score ?? 0) - (one.score ?? 0));
}
