/**
 * A run's own reward model, taught by lessons of any kind, and how well it then tells answers apart. Knows the reward model and
 * its minibatches; knows neither users nor events.
 */
import { measureAgreement } from '../../../preferences/agreement.ts';
import { listwiseBatch, minibatches } from '../../../rl/rewards/listwiseBatch.ts';
import { rewardStepOptions } from '../../../rl/rewards/rewardFit.ts';
import type { RewardModels } from '../../../rl/rewards/rewardModels.ts';
import type { Settings } from '../../../rl/algorithms/settings.ts';
import type { Stream } from '../../../rl/random.ts';
import type { Lesson } from '../lessons.ts';
import type { Pool } from './pool.ts';

/** Answers in one step, about: a step of rankings and one of events cost the same. */
const STEP_ANSWERS = 32;

type Sequences = Pick<Lesson<{ readonly sequence: readonly number[] }>, 'items' | 'tiers'>;

/** Passes over the lessons, from where the model is. */
export async function teach(
  rewards: RewardModels,
  lessons: readonly Sequences[],
  passes: number,
  settings: Settings,
  random: Stream,
): Promise<void> {
  if (lessons.length === 0) return;
  const width = Math.max(...lessons.map(({ items }) => items.length));
  const groups = Math.max(1, Math.floor(STEP_ANSWERS / width));
  const examples = lessons.map(({ items, tiers }) => ({
    sequences: items.map(({ sequence }) => sequence),
    tiers,
  }));
  for (let pass = 0; pass < passes; pass++) {
    for (const batch of minibatches(examples, groups, random)) {
      const step = await rewards.first.step(listwiseBatch(batch, groups, width), rewardStepOptions(settings));
      if (step.skipped) throw new RangeError('The reward model met a gradient that is not finite.');
    }
  }
}

/** Scores of a pool's answers, by question: of no unit, as only their order counts. */
export async function scorePool(rewards: RewardModels, pool: Pool): Promise<number[][]> {
  const scores = await rewards.first.rawScores(pool.flat().map(({ sequence }) => sequence));
  let first = 0;
  return pool.map(({ length }) => scores.slice(first, (first += length)));
}

/** Share of pairs of answers to one question that are told apart as the taste itself does. */
export function accuracyOf(pool: Pool, scores: readonly (readonly number[])[]): number {
  const rankings = pool.map((answers, question) => {
    const utilities = [...new Set(answers.map(({ utility }) => utility))].toSorted((a, b) => b - a);
    const tiers = utilities.map((level) =>
      answers.flatMap(({ utility }, index) => (utility === level ? [index] : [])),
    );
    return { tiers, scores: scores[question] };
  });
  return measureAgreement(rankings).accuracy;
}
