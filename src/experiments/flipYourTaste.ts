/** Someone who liked it short likes it long from one day to the next: every ranking is turned upside down, and the policy turns, too. */
import { EAGER, type Experiment } from './experiment.ts';
import { first, last, series } from './readings.ts';

const BEFORE = 5;

export const flipYourTaste: Experiment = {
  id: 'flipYourTaste',
  rater: 'shorter',
  yardstick: 'shorter',
  settings: EAGER,
  arms: [
    {
      id: 'flipped',
      script: [
        { do: 'rank', rankings: 12 },
        { do: 'train', iterations: BEFORE },
        { do: 'flip' },
        { do: 'train', iterations: 9 },
      ],
    },
  ],
  watch: ['responseLength', 'utility', 'agreement'],
  promises: [
    {
      id: 'shortens',
      see({ flipped }) {
        const length = series(flipped, 'nudge/response_length');
        const numbers = [first(length, 2), last(length.slice(0, BEFORE), 2)];
        return { held: numbers[1] < numbers[0] - 1, numbers };
      },
    },
    {
      id: 'turns',
      see({ flipped }) {
        const length = series(flipped, 'nudge/response_length');
        const numbers = [last(length.slice(0, BEFORE), 2), last(length, 2)];
        return { held: numbers[1] > numbers[0] + 1, numbers };
      },
    },
  ],
};
