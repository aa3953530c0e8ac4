/** The words beside a ranking that is in, in English. They come with what shows it. */
import { plural } from '../../text/format.ts';

export const enReveal = {
  title: 'Your last ranking',
  order: 'Your order',
  score: 'Reward model',
  version: (iteration: number) => `by ${iteration === 0 ? 'the base model' : `iteration ${iteration}`}`,
  place: (rank: number, score: string) => `Reward model: place ${rank}, score ${score}`,
  against: (letters: readonly string[]) =>
    `≠ ${letters.join(', ')}: the reward model has it the other way round`,
  noModel: 'No reward model yet',
  learned: 'It has learned from this ranking.',
  pending: 'Asking the reward model…',
  agrees: (right: string, pairs: number) =>
    `The reward model orders ${right} of ${plural(pairs, 'pair')} the way you did.`,
  scoreHelp:
    'Reward-model score r(x, y), in standard deviations of the base model’s scores: 0 is an average base answer. It is asked before it learns from a ranking, unless it started with that one.',
  /** Of a simulated rater's. */
  simulated: {
    title: (name: string) => `Last ranked by the simulated rater “${name}”`,
    order: 'Its order',
    agrees: (right: string, pairs: number) =>
      `The reward model orders ${right} of ${pairs} pairs the way it did.`,
  },
};

/** The shape every language must have. */
export type RevealWords = typeof enReveal;
