/** Four rankings teach a reward model four answers by heart; forty teach it a taste. The control has forty, and nothing else. */
import { SMALL, type Experiment, type Step } from './experiment.ts';
import { last, sameOrder, utilitySeries } from './readings.ts';

const RATER = 'facts';
const train: Step = { do: 'train', iterations: 6 };

export const fourRankings: Experiment = {
  id: 'fourRankings',
  rater: RATER,
  yardstick: RATER,
  settings: { ...SMALL, learningRate: 5e-4 },
  arms: [
    { id: 'four', script: [{ do: 'rank', rankings: 4 }, train] },
    { id: 'forty', script: [{ do: 'rank', rankings: 40 }, train] },
  ],
  watch: ['agreement', 'utility', 'reward'],
  promises: [
    {
      id: 'ordersWorse',
      see({ four, forty }) {
        const numbers = [sameOrder(four, RATER), sameOrder(forty, RATER)];
        return { held: numbers[0] < numbers[1], numbers };
      },
    },
    {
      id: 'teachesLess',
      see({ four, forty }) {
        const numbers = [last(utilitySeries(four, RATER)), last(utilitySeries(forty, RATER))];
        return { held: numbers[0] < numbers[1], numbers };
      },
    },
  ],
};
