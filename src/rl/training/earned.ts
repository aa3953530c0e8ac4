/** What answers earn of their scores: what every method learns from that samples its own. Pure. */
import type { TrainingSettings } from '../trainingSettings.ts';
import type { Rollout } from './rollout.ts';

/** Scores clipped, less the penalty where an answer did not end by itself. */
export function earnedOf(
  scores: readonly number[],
  { finished }: Pick<Rollout, 'finished'>,
  { scoreClip, missingEosPenalty }: Pick<TrainingSettings, 'scoreClip' | 'missingEosPenalty'>,
): number[] {
  return scores.map((score, row) => {
    const clipped = scoreClip > 0 ? Math.max(-scoreClip, Math.min(scoreClip, score)) : score;
    return finished[row] ? clipped : clipped - missingEosPenalty;
  });
}
