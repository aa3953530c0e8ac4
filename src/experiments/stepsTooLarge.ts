/** A learning rate thirty times the usual, and no clipping to speak of: the policy is gone in a few updates. */
import { SMALL, type Experiment, type Step } from './experiment.ts';
import { series, utilitySeries, last } from './readings.ts';

const RATER = 'shorter';
const script: readonly Step[] = [
  { do: 'rank', rankings: 8 },
  { do: 'train', iterations: 4 },
];

export const stepsTooLarge: Experiment = {
  id: 'stepsTooLarge',
  rater: RATER,
  yardstick: 'facts',
  settings: SMALL,
  arms: [
    { id: 'large', settings: { learningRate: 1e-2, clipRange: 1 }, script },
    { id: 'usual', script },
  ],
  watch: ['kl', 'clipFraction', 'entropy'],
  promises: [
    {
      id: 'runsAway',
      see({ large, usual }) {
        const numbers = [large, usual].map((run) => Math.max(...series(run, 'objective/kl')));
        return { held: numbers[0] > 15 && numbers[0] > 5 * numbers[1], numbers };
      },
    },
    {
      id: 'losesFacts',
      see({ large, usual }) {
        const numbers = [large, usual].map((run) => last(utilitySeries(run, 'facts'), 2));
        return { held: numbers[0] < numbers[1] - 1, numbers };
      },
    },
  ],
};
