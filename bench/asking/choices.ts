/** Which of a prompt's candidates are put before the rater, as the page has it. Knows texts and scores; knows no taste. */
import type { Asking } from '../../src/preferences/asked.ts';
import { asksModels, worthAsking } from '../../src/rl/rewards/asking.ts';
import { mostDifferent } from '../../src/tastes/difference.ts';

/** Candidates that the page writes, and how many of them are ranked: its defaults. */
export const CANDIDATES = 8;
export const SHOWN = 4;

/**
 * Places of the chosen among the candidates.
 * @param scores [ranker][candidate]; null before there is a ranker, when texts decide in its stead
 */
export function chosen(
  asking: Asking,
  texts: readonly string[],
  scores: readonly (readonly number[])[] | null,
): readonly number[] {
  if (asking === 'random') return texts.slice(0, SHOWN).map((_, at) => at);
  if (scores && asksModels(asking)) return worthAsking(scores, SHOWN, asking);
  return mostDifferent(texts, SHOWN);
}
