/**
 * Four rankings teach a reward model four answers by heart; two dozen teach it a taste. The control has those, and nothing else. What a
 * policy makes of either in five iterations is not promised: that differed from seed to seed.
 */
import { SMALL, type Experiment, type Step } from './experiment.ts';
import { sameOrder } from './readings.ts';

const RATER = 'facts';
const train: Step = { do: 'train', iterations: 5 };

export const fourRankings: Experiment = {
  id: 'fourRankings',
  rater: RATER,
  yardstick: RATER,
  settings: { ...SMALL, learningRate: 5e-4 },
  arms: [
    { id: 'four', script: [{ do: 'rank', rankings: 4 }, train] },
    { id: 'many', script: [{ do: 'rank', rankings: 24 }, train] },
  ],
  watch: ['agreement', 'utility', 'reward'],
  promises: [
    {
      id: 'ordersWorse',
      see({ four, many }) {
        const numbers = [sameOrder(four, RATER), sameOrder(many, RATER)];
        return { held: numbers[0] < numbers[1], numbers };
      },
    },
  ],
};
