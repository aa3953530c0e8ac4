/** What people are shown of an iteration's answers, and what it is told by. Pure. */
import type { ShownCredit, ShownPulls } from '../training/algorithm.ts';
import { promptOf, type Rollout } from '../training/rollout.ts';
import type { RolloutSample } from './events.ts';

export interface Shown {
  readonly scores: readonly number[];
  /** How far the reward models are apart on each, where there are several. */
  readonly spreads: readonly number[] | null;
  readonly credit: ShownCredit | null;
  /** Of a method whose loss is of whole answers. */
  readonly pulls?: ShownPulls;
}

/** Of a rollout, people are shown the first so many. */
const SHOWN = 6;

/** @param kl of each answer */
export function samplesOf(
  rollout: Rollout,
  { scores, spreads }: Shown,
  kl: readonly number[],
): RolloutSample[] {
  return rollout.texts.slice(0, SHOWN).map((text, row) => ({
    prompt: promptOf(rollout, row),
    text,
    score: scores[row],
    kl: kl[row],
    ...(spreads && { spread: spreads[row] }),
  }));
}
