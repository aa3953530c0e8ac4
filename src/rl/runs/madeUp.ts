/**
 * Rankings that nobody gave, for what is measured before or beside a run: only how long they are counts. Knows events; knows
 * no model and no run.
 */
import type { RankingEvent } from '../../preferences/event.ts';

/** @param answers their tokens, best first */
export function madeUpRanking(prompt: string, answers: readonly (readonly number[])[]): RankingEvent {
  return {
    type: 'ranking',
    id: '',
    at: 0,
    prompt,
    answers: answers.map((tokens) => ({ text: '', tokens, finished: true, iteration: 0 })),
    tiers: answers.map((_, index) => [index]),
    rater: 'person',
    leadTime: 0,
  };
}
