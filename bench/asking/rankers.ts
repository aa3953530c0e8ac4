/**
 * Rankers that are cheap to fit again after every few rankings: ridges on what a frozen trunk makes of texts, and several of them
 * by the bootstrap (Efron 1979) over rankings. Knows rows and tiers; knows no text.
 */
import { stream } from '../../src/rl/random.ts';
import { fitRidge, type RankedRows, type RidgeFit, type Rows } from '../../src/rl/rewards/bag/ridge.ts';
import { sparseRows, type SparseRow } from '../../src/rl/rewards/bag/sparseRows.ts';

/** A ranking: its texts, and the tier of each. */
export interface RankedTexts {
  readonly rows: readonly SparseRow[];
  readonly tiers: readonly number[];
}

/** Rankers that are asked. */
const MEMBERS = 4;

/** Fits to all rankings. @param ridge as in {@link fitRidge}, where it is known */
export function fitted(rankings: readonly RankedTexts[], dim: number, ridge?: number): RidgeFit {
  let first = 0;
  const places = rankings.map(({ tiers }): RankedRows => {
    first += tiers.length;
    return { first: first - tiers.length, tiers };
  });
  const rows = sparseRows(
    rankings.flatMap((ranking) => ranking.rows),
    dim,
  );
  return fitRidge(rows, places, ridge);
}

/** Scores by rankers that each saw rankings drawn with replacement, 0 ± 1 over `texts`: [ranker][text]. */
export function severalScores(
  rankings: readonly RankedTexts[],
  texts: Rows,
  ridge: number,
  seed: number,
): number[][] {
  return Array.from({ length: MEMBERS }, (_, member) => {
    const draws = stream(seed, `members/${rankings.length}/${member}`);
    const own = rankings.map(() => rankings[draws.integer(rankings.length)]);
    return standardised([...texts.times(fitted(own, texts.dim, ridge).weights)]);
  });
}

function standardised(scores: readonly number[]): number[] {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const square = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length;
  return scores.map((score) => (score - mean) / (Math.sqrt(square) || 1));
}
