/**
 * How far scores and rankings agree, and which rankings are kept out of training to measure it honestly.
 *
 * Knows: pairwise accuracy and its interval, Kendall's tau, the train/held-out split. Must not know: who scored.
 */
import type { PreferenceEvent, RankingEvent } from './event.ts';
import { activeRankings, checkTiers, isJudgement } from './log.ts';
import { wilson } from './wilson.ts';

/** How well reward-model scores agree with rankings. Ties carry no order and are not counted. */
export interface Agreement {
  readonly rankings: number;
  /** Ordered pairs compared. */
  readonly pairs: number;
  /** Share of pairs ordered the same way; NaN without pairs. */
  readonly accuracy: number;
  /** 95 % interval of the accuracy; absent without pairs, and in runs of the first releases. */
  readonly interval?: readonly [low: number, high: number];
  /** Mean over rankings of (concordant − discordant) ÷ pairs; NaN without pairs. */
  readonly kendallTau: number;
}

/** A ranking with one score per answer; `scores[i]` belongs to the answer that tiers call `i`. */
export interface ScoredRanking {
  readonly tiers: readonly (readonly number[])[];
  readonly scores: readonly number[];
}

/** Of the pairs on one prompt, how many there are and how many are right; halves count. */
export interface PairTally {
  readonly pairs: number;
  readonly right: number;
}

/**
 * 95 % interval of the accuracy; see {@link shareInterval}. null without pairs.
 *
 * @param rankings with the prompt that each is about; without one, it is about its own
 */
export function accuracyInterval(
  rankings: readonly (ScoredRanking & { readonly prompt?: string })[],
): readonly [low: number, high: number] | null {
  const byPrompt = new Map<string | number, { pairs: number; right: number }>();
  for (const [index, { tiers, scores, prompt }] of rankings.entries()) {
    const { pairs, concordant, discordant } = comparePairs(tiers, scores);
    const key = prompt === undefined ? index : promptIdentity(prompt);
    const tally = byPrompt.get(key) ?? { pairs: 0, right: 0 };
    tally.pairs += pairs;
    tally.right += concordant + (pairs - concordant - discordant) / 2;
    byPrompt.set(key, tally);
  }
  return shareInterval([...byPrompt.values()]);
}

/**
 * 95 % interval of the share of pairs that are right (Wilson 1927), for as many independent pairs as there are in effect:
 * pairs on one prompt stand and fall together, so their number is divided by the design effect, which is the variance of
 * the share between prompts (ratio estimator) over that of independent pairs, at least 1 and at most the pairs of a
 * prompt. Where it cannot be measured (one prompt, or all pairs alike) a prompt counts as one pair. null without pairs.
 *
 * @param tallies a prompt's each
 */
export function shareInterval(tallies: readonly PairTally[]): readonly [low: number, high: number] | null {
  const prompts = tallies.filter(({ pairs }) => pairs > 0);
  if (prompts.length === 0) return null;
  const pairs = sum(prompts.map((prompt) => prompt.pairs));
  const accuracy = sum(prompts.map(({ right }) => right)) / pairs;
  const most = pairs / prompts.length;
  const binomial = (accuracy * (1 - accuracy)) / pairs;
  const between =
    (prompts.length / (prompts.length - 1)) *
    sum(prompts.map((prompt) => (prompt.right - accuracy * prompt.pairs) ** 2 / pairs ** 2));
  const effect = Math.min(most, Math.max(1, between / binomial));
  const n = pairs / (Number.isFinite(between / binomial) ? effect : most);
  return wilson(accuracy, n);
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
 * Splits the standing rankings of a log by their prompts: no prompt is on both sides, or the reward model would be
 * measured on what it half knows. A prompt's side is settled by its first ranking, by the events before it: it is held
 * out when fewer than `heldOutShare` of the rankings standing then, itself included, would be otherwise (rounded down,
 * but at least one from {@link SPLIT_FROM} on). So no later event, undo included, can carry a ranking over. Only
 * rankings before the first possible fit can change sides: when {@link SPLIT_FROM} stand, all on prompts seen before,
 * the least ranked of these is held out. Of a single prompt nothing is.
 *
 * Rankings made of deeds (`implicit`) only train: what is measured is agreement with orders that somebody gave. One whose prompt
 * is held out is on neither side, and a prompt that one trained on is never held out later.
 *
 * @param heldOutShare 0 holds nothing out
 */
export function splitRankings(events: readonly PreferenceEvent[], heldOutShare: number): Split {
  /** Standing rankings by prompt. Kept when all are taken back: the prompt has been on its side. */
  const prompts = new Map<string, Set<string>>();
  const heldOut = new Set<string>();
  const promptOf = new Map<string, string>();
  /** Prompts of rankings made of deeds. */
  const trainedOn = new Set<string>();
  let settled = false;
  for (const event of events) {
    if (!isJudgement(event)) {
      const standing = prompts.get(promptOf.get(event.target) ?? '');
      if (event.type === 'undo') standing?.delete(event.target);
      else standing?.add(event.target);
      continue;
    }
    if (event.type !== 'ranking' || checkTiers(event.tiers, event.answers.length) !== null) continue;
    const prompt = promptIdentity(event.prompt);
    if (event.implicit !== undefined) {
      trainedOn.add(prompt);
      continue;
    }
    const known = prompts.get(prompt);
    promptOf.set(event.id, prompt);
    prompts.set(prompt, (known ?? new Set<string>()).add(event.id));
    const sizes = [...prompts].map(([text, { size }]) => ({ text, size }));
    const total = sum(sizes.map(({ size }) => size));
    let wanted = Math.floor(total * heldOutShare + 1e-9);
    if (heldOutShare > 0 && total >= SPLIT_FROM) wanted = Math.max(1, wanted);
    const held = sum(sizes.filter(({ text }) => heldOut.has(text)).map(({ size }) => size));
    if (!known && !trainedOn.has(prompt) && held < wanted && sizes.length > 1) heldOut.add(prompt);
    if (settled || total < SPLIT_FROM) continue;
    settled = true;
    const free = sizes.filter(({ text }) => !trainedOn.has(text));
    if (heldOutShare === 0 || heldOut.size > 0 || sizes.length === 1 || free.length === 0) continue;
    // The latest of the least ranked ones.
    heldOut.add(free.reduceRight((least, next) => (next.size < least.size ? next : least)).text);
  }
  const active = activeRankings(events);
  const isHeldOut = ({ prompt }: RankingEvent) => heldOut.has(promptIdentity(prompt));
  return {
    train: active.filter((ranking) => !isHeldOut(ranking)),
    heldOut: active.filter((ranking) => isHeldOut(ranking) && ranking.implicit === undefined),
  };
}

/** Two texts with the same identity are the same prompt: space around them does not make another. */
export function promptIdentity(prompt: string): string {
  return prompt.normalize('NFC').trim();
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
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
