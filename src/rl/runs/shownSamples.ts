/** The responses of a rollout that people are shown. Knows their numbers; draws nothing. */
import type { ScoredRollout } from '../algorithms/iteration.ts';
import type { RolloutSample } from './runState.ts';

/** Of a rollout, the first so many. */
const SHOWN = 6;

export function shownSamples({ prompts, texts, scores, stats }: ScoredRollout): RolloutSample[] {
  return texts.slice(0, SHOWN).map((text, row) => ({
    prompt: prompts[row],
    text,
    score: scores[row],
    kl: stats.sequences[row].kl,
  }));
}
