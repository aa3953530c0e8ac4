/**
 * Lets a simulated labeler rank answers as an unsure person would: a draw from Plackett-Luce.
 *
 * Knows: that adding Gumbel noise to u / (temperature * sd) and sorting draws an order from Plackett-Luce
 * (Yellott 1977). The temperature is in standard deviations of the utility, so that one number means the same
 * doubt for every taste. Must not know: how answers were made.
 */
import type { ChatRecord } from '../../model/prompts/prompts.ts';
import type { Answer } from '../../preferences/event.ts';
import { createJudgement, type Stamp } from '../../preferences/log.ts';
import type { Stream } from '../random.ts';
import type { JudgementEvent } from '../../preferences/event.ts';
import type { Labeler } from '../../tastes/labeler.ts';

/** How a simulated labeler errs. */
export interface Doubt {
  /** In standard deviations of the utility: at 1, a difference of one sd is told right 73 % of the time. 0: never wrong. */
  readonly temperature: number;
  /** Standard deviation of the utility over the base model's answers. 0 or NaN counts as 1. */
  readonly sd: number;
  /** Share of rankings in purely random order, as from a labeler who does not read. */
  readonly labelNoise?: number;
}

/** Sure of a difference of one sd in 98 % of pairs: a careful person. */
export const DEFAULT_TEMPERATURE = 0.25;

/**
 * Ranks items by their utilities, best tier first. Items of exactly equal utility share a tier, and share one
 * draw of noise: to the labeler they are the same.
 *
 * @throws {RangeError} on a utility that is not finite
 */
export function drawRanking(utilities: readonly number[], doubt: Doubt, stream: Stream): number[][] {
  const levels = new Map<number, number[]>();
  for (const [index, utility] of utilities.entries()) {
    if (!Number.isFinite(utility)) throw new RangeError(`Answer ${index} has the utility ${utility}.`);
    levels.set(utility, [...(levels.get(utility) ?? []), index]);
  }
  const scale = doubt.temperature * (doubt.sd > 0 ? doubt.sd : 1);
  const careless = stream.uniform() < (doubt.labelNoise ?? 0);
  const noisy = [...levels].map(([utility, tier]) => {
    // Drawn in every case, so that what follows in the stream does not depend on the doubt.
    const noise = stream.gumbel();
    return { tier, value: careless ? noise : scale > 0 ? utility / scale + noise : utility };
  });
  return noisy.toSorted((a, b) => b.value - a.value).map(({ tier }) => tier);
}

/** Everything one simulated judgement needs. */
export interface SimulatedJudgement {
  readonly labeler: Labeler;
  readonly prompt: string;
  /** What a chat template made the prompt of, if one did. */
  readonly chat?: ChatRecord;
  readonly answers: readonly Answer[];
  readonly doubt: Doubt;
  readonly stream: Stream;
  readonly stamp: Stamp;
}

/**
 * A ranking of the answers by the labeler. When all utilities are equal it has a single tier, which is true
 * but teaches nothing (see activeRankings).
 */
export function simulateJudgement(request: SimulatedJudgement): JudgementEvent {
  const { labeler, prompt, chat, answers, doubt, stream, stamp } = request;
  const utilities = answers.map((answer) => labeler.utility(prompt, answer.text));
  const tiers = drawRanking(utilities, doubt, stream);
  const said = { prompt, ...(chat && { chat }), answers, rater: labeler.id, leadTime: 0 };
  return createJudgement({ type: 'ranking', ...said, tiers }, stamp);
}

/** Mean and standard deviation (biased) of a labeler's utilities; NaN without any. */
export function utilityStats(utilities: readonly number[]): { readonly mean: number; readonly sd: number } {
  const mean = utilities.reduce((sum, value) => sum + value, 0) / utilities.length;
  const variance = utilities.reduce((sum, value) => sum + (value - mean) ** 2, 0) / utilities.length;
  return { mean, sd: Math.sqrt(variance) };
}
