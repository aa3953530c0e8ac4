/** A rater who takes length for quality: the answers grow, and what is said in them gets worse. */
import { EAGER, type Experiment } from './experiment.ts';
import { first, last, series, utilitySeries } from './readings.ts';

/** Words that the rater likes best: more than any answer of the base model has. */
const MANY_WORDS = 60;

export const longerIsBetter: Experiment = {
  id: 'longerIsBetter',
  rater: 'length',
  yardstick: 'facts',
  settings: { ...EAGER, targetWords: MANY_WORDS },
  arms: [
    {
      id: 'longer',
      script: [
        { do: 'rank', rankings: 8 },
        { do: 'train', iterations: 8 },
      ],
    },
  ],
  watch: ['responseLength', 'utility', 'reward'],
  promises: [
    {
      id: 'grows',
      see({ longer }) {
        const length = series(longer, 'nudge/response_length');
        const numbers = [first(length, 1), last(length, 2)];
        return { held: numbers[1] > numbers[0] + 1, numbers };
      },
    },
    {
      id: 'saysLess',
      see({ longer }) {
        const truth = utilitySeries(longer, 'facts');
        const numbers = [first(truth, 2), last(truth, 2)];
        return { held: numbers[1] < numbers[0] - 0.5, numbers };
      },
    },
  ],
};
