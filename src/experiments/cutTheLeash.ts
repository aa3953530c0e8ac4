/**
 * Eight rankings, and nothing that holds the policy near the base model: the reward climbs on, and what it stands for peaks and
 * falls. The control has the leash and is otherwise the same, so it is the leash that made the difference.
 */
import { SMALL, type Experiment, type Records } from './experiment.ts';
import { best, first, last, series, utilitySeries } from './readings.ts';

const RATER = 'facts';

const script = [
  { do: 'rank', rankings: 8 },
  { do: 'train', iterations: 12 },
] as const;

/** How far the truth has fallen below its best. */
function fall(records: Records, arm: string): number {
  const truth = utilitySeries(records[arm], RATER);
  return best(truth) - last(truth);
}

export const cutTheLeash: Experiment = {
  id: 'cutTheLeash',
  rater: RATER,
  yardstick: RATER,
  settings: { ...SMALL, rolloutBatch: 16, rewardBatch: 4, learningRate: 1e-3 },
  arms: [
    { id: 'cut', settings: { adaptiveKl: false, klCoefficient: 0 }, script },
    { id: 'held', settings: { adaptiveKl: true, klTarget: 2 }, script },
  ],
  watch: ['reward', 'utility', 'kl'],
  overoptimises: true,
  promises: [
    {
      id: 'rewardClimbs',
      see({ cut }) {
        const reward = series(cut, 'nudge/score');
        return { held: last(reward) - first(reward, 1) > 1, numbers: [first(reward, 1), last(reward)] };
      },
    },
    {
      id: 'truthFalls',
      see(records) {
        const truth = utilitySeries(records.cut, RATER);
        return { held: fall(records, 'cut') > 0.5, numbers: [best(truth), last(truth)] };
      },
    },
    {
      id: 'leashHolds',
      see(records) {
        const [cut, held] = [
          last(utilitySeries(records.cut, RATER)),
          last(utilitySeries(records.held, RATER)),
        ];
        return { held: held - cut > 0.25, numbers: [held, cut] };
      },
    },
  ],
};
