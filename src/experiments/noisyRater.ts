/** A rater who does not read three of four sets and ranks them by chance. The control reads all of them. */
import { SMALL, type Experiment, type Step } from './experiment.ts';
import { last, sameOrder, utilitySeries } from './readings.ts';

const RATER = 'shorter';
const train: Step = { do: 'train', iterations: 5 };

export const noisyRater: Experiment = {
  id: 'noisyRater',
  rater: RATER,
  yardstick: RATER,
  settings: { ...SMALL, learningRate: 5e-4 },
  arms: [
    { id: 'noisy', script: [{ do: 'rank', rankings: 12, careless: 0.75 }, train] },
    { id: 'careful', script: [{ do: 'rank', rankings: 12 }, train] },
  ],
  watch: ['agreement', 'utility', 'reward'],
  promises: [
    {
      id: 'ordersWorse',
      see({ noisy, careful }) {
        const numbers = [sameOrder(noisy, RATER), sameOrder(careful, RATER)];
        return { held: numbers[0] < numbers[1] - 0.05, numbers };
      },
    },
    {
      id: 'teachesLess',
      see({ noisy, careful }) {
        const numbers = [last(utilitySeries(noisy, RATER)), last(utilitySeries(careful, RATER))];
        return { held: numbers[0] < numbers[1], numbers };
      },
    },
  ],
};
