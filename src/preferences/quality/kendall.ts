/** Kendall's tau-b of a ranking and scores, ties on either side corrected (Kendall 1945). Pure. */
import type { ScoredRanking } from '../agreement.ts';

/**
 * (C − D) ÷ √((N − T_r)·(N − T_s)) over all N pairs of ranked answers: C of one order in both, D of opposite ones, T_r tied
 * by the ranking, T_s tied by the scores. 1: the same order, with the same ties; 0 is expected by lot.
 *
 * @returns NaN where either has all answers tied, or there are fewer than two
 */
export function kendallTauB({ tiers, scores }: ScoredRanking): number {
  const answers = tiers.flatMap((tier, rank) => tier.map((index) => ({ rank, score: scores[index] })));
  let [difference, ranked, scored] = [0, 0, 0];
  answers.forEach((one, at) => {
    for (const other of answers.slice(at + 1)) {
      const [byRank, byScore] = [Math.sign(other.rank - one.rank), Math.sign(one.score - other.score)];
      difference += byRank * byScore;
      ranked += Math.abs(byRank);
      scored += Math.abs(byScore);
    }
  });
  return difference / Math.sqrt(ranked * scored);
}
