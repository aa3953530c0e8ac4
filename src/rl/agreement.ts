/**
 * How far scores and rankings agree, and which rankings are kept out of training to measure it honestly.
 *
 * Knows: pairwise accuracy, Kendall's tau, the train/held-out split. Must not know: who scored.
 */
import type { Agreement } from './metrics.ts';
import type { PreferenceEvent, RankingEvent } from './preference.ts';
import { activeRankings, checkTiers, isJudgement } from './preferenceLog.ts';

/** A ranking with one score per answer; `scores[i]` belongs to the answer that tiers call `i`. */
export interface ScoredRanking {
  readonly tiers: readonly (readonly number[])[];
  readonly scores: readonly number[];
}

/** From this many rankings on, at least one is held out. */
export const SPLIT_FROM = 4;

/**
 * Agreement over all pairs that a ranking puts in strict order. Equal scores count as half right for the
 * accuracy and as nothing for tau; rankings without a strict order are not counted at all.
 *
 * @throws {RangeError} on a score that is not finite
 */
export function measureAgreement(rankings: readonly ScoredRanking[]): Agreement {
  let counted = 0;
  let pairs = 0;
  let right = 0;
  let tau = 0;
  for (const { tiers, scores } of rankings) {
    const tally = comparePairs(tiers, scores);
    if (tally.pairs === 0) continue;
    counted++;
    pairs += tally.pairs;
    right += tally.concordant + (tally.pairs - tally.concordant - tally.discordant) / 2;
    tau += (tally.concordant - tally.discordant) / tally.pairs;
  }
  return { rankings: counted, pairs, accuracy: right / pairs, kendallTau: tau / counted };
}

/** The strictly ordered pairs of tiers as [better, worse] indexes. */
export function orderedPairs(tiers: readonly (readonly number[])[]): [number, number][] {
  return tiers.flatMap((tier, rank) =>
    tier.flatMap((better) =>
      tiers.slice(rank + 1).flatMap((worse) => worse.map((w): [number, number] => [better, w])),
    ),
  );
}

/** Which rankings train the reward model and which only measure it. */
export interface Split {
  readonly train: readonly RankingEvent[];
  readonly heldOut: readonly RankingEvent[];
}

/**
 * Splits the standing rankings of a log. A ranking's side is settled when it is made, by the events before it:
 * it is held out when fewer than `heldOutShare` of the rankings standing then, itself included, would be
 * otherwise (rounded down, but at least one from {@link SPLIT_FROM} on). So no later event, undo included, can
 * carry a ranking over and let the reward model be measured on what it was trained on.
 *
 * @param heldOutShare 0 holds nothing out
 */
export function splitRankings(events: readonly PreferenceEvent[], heldOutShare: number): Split {
  const heldOutIds = new Set<string>();
  const standing = new Set<string>();
  const rankings = new Set<string>();
  for (const event of events) {
    if (!isJudgement(event)) {
      if (event.type === 'undo') standing.delete(event.target);
      else if (rankings.has(event.target)) standing.add(event.target);
      continue;
    }
    if (event.type !== 'ranking' || checkTiers(event.tiers, event.answers.length) !== null) continue;
    rankings.add(event.id);
    standing.add(event.id);
    let wanted = Math.floor(standing.size * heldOutShare + 1e-9);
    if (heldOutShare > 0 && standing.size >= SPLIT_FROM) wanted = Math.max(1, wanted);
    if ([...standing].filter((id) => heldOutIds.has(id)).length < wanted) heldOutIds.add(event.id);
  }
  const active = activeRankings(events);
  return {
    train: active.filter((event) => !heldOutIds.has(event.id)),
    heldOut: active.filter((event) => heldOutIds.has(event.id)),
  };
}

function comparePairs(
  tiers: readonly (readonly number[])[],
  scores: readonly number[],
): { pairs: number; concordant: number; discordant: number } {
  const tally = { pairs: 0, concordant: 0, discordant: 0 };
  for (const [better, worse] of orderedPairs(tiers)) {
    const difference = scores[better] - scores[worse];
    if (Number.isNaN(difference)) throw new RangeError(`Scores ${better} and ${worse} cannot be compared.`);
    tally.pairs++;
    if (difference > 0) tally.concordant++;
    if (difference < 0) tally.discordant++;
  }
  return tally;
}
