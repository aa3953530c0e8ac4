/**
 * Thompson sampling (Thompson 1933): draw a mean for every candidate from what is believed of it, try the highest, learn.
 * Scores in [0, 1] have a Beta(1 + Σs, 1 + Σ(1 − s)) belief; others (log-probabilities) a normal one. Knows no model.
 */
import type { Stream } from '../../../rl/random.ts';
import { beta } from '../../draws.ts';
import type { Strategy } from './strategy.ts';

/** Candidates tried at once: a draw each, so that a model has something to do in parallel. */
const AT_ONCE = 8;

export const thompson: Strategy = {
  id: 'thompson',
  source: 'Thompson 1933',
  async run(board, random) {
    const ids = board.standing;
    while (board.remaining > 0) {
      const open = ids.filter((id) => board.seen(id) < board.size);
      if (open.length === 0) break;
      // The normal belief needs a spread: that of all scores so far.
      const all = ids.flatMap((id) => board.scores(id));
      const counts = new Map<number, number>();
      for (let i = 0; i < Math.min(AT_ONCE, board.remaining); i++) {
        const drawn = open.map((id) => drawMean(board.scores(id), all, random));
        const id = open[drawn.indexOf(Math.max(...drawn))];
        counts.set(id, (counts.get(id) ?? 0) + 1);
      }
      await board.pull([...counts].map(([id, count]) => ({ id, count })));
      board.nextStage();
    }
    // By the mean of the belief, so that one lucky try does not beat many good ones.
    return board.ranked().sort((a, b) => expected(board.scores(b)) - expected(board.scores(a)) || a - b);
  },
};

/** Mean of the Beta belief; of the scores themselves where they are not in [0, 1]. */
function expected(scores: readonly number[]): number {
  const sum = scores.reduce((total, score) => total + score, 0);
  return scores.every(isShare) ? (1 + sum) / (2 + scores.length) : sum / scores.length;
}

function drawMean(scores: readonly number[], all: readonly number[], random: Stream): number {
  const sum = scores.reduce((total, score) => total + score, 0);
  if (all.every(isShare)) return beta(1 + sum, 1 + scores.length - sum, random);
  if (scores.length === 0) return Infinity;
  const mean = all.reduce((total, score) => total + score, 0) / all.length;
  const spread = Math.sqrt(all.reduce((total, score) => total + (score - mean) ** 2, 0) / all.length);
  return sum / scores.length + (spread / Math.sqrt(scores.length)) * random.gaussian();
}

function isShare(score: number): boolean {
  return score >= 0 && score <= 1;
}
