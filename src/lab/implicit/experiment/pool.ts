/**
 * Answers that simulated users are shown, and what a known taste makes of them: so many to each question, written by the model as
 * it was loaded. Knows a run's models; knows no user.
 */
import type { Settings } from '../../../rl/algorithms/settings.ts';
import { SAMPLING_STREAMS, type Models } from '../../../rl/training/models.ts';
import type { Labeler } from '../../../tastes/labeler.ts';
import { wordCount } from '../../../tastes/textMetrics.ts';

export interface PoolAnswer {
  /** Tokens of question and answer. */
  readonly sequence: readonly number[];
  readonly text: string;
  readonly utility: number;
  readonly words: number;
}

/** Answers by question. */
export type Pool = readonly (readonly PoolAnswer[])[];

/** @param draw apart from others' draws: pools of one seed must not be alike */
export async function writePool(
  models: Models,
  questions: readonly string[],
  answers: number,
  taste: Labeler,
  settings: Settings,
  draw: number,
): Promise<Pool> {
  const ids = questions.map((question) => models.encodePrompt(question));
  const written = await models.rollout(
    'base',
    ids,
    answers,
    settings,
    SAMPLING_STREAMS.simulation + draw * 2 ** 20,
  );
  return questions.map((question, index) =>
    written.slice(index * answers, (index + 1) * answers).map(({ tokens }) => {
      const text = models.responseText(tokens);
      const utility = taste.utility(question, text);
      return { sequence: [...ids[index], ...tokens], text, utility, words: wordCount(text) };
    }),
  );
}
