/**
 * What writes is not what learns: a copy of the policy in so few bits that it stumbles samples the answers, and the policy learns
 * from tokens that it would hardly ever write. The control weighs each token by how likely the policy itself finds it (truncated
 * importance sampling, Yao et al. 2025), and is otherwise the same. At the end of both a copy in F16 samples, which is the
 * policy itself but for a few ten-thousandths of a nat: what it writes is what has been learned.
 */
import { SMALL, type Experiment, type Records, type Step } from './experiment.ts';
import { meanOf, series, utilitySeries } from './readings.ts';

const RATER = 'shorter';
const script: readonly Step[] = [
  { do: 'rank', rankings: 8 },
  { do: 'train', iterations: 2 },
  { do: 'set', settings: { samplerWeights: 'f16' } },
  { do: 'train', iterations: 1 },
];

/** While the coarse copy sampled, on average; and with the one in F16. */
function before(values: readonly number[]): number {
  return meanOf(values.slice(0, -1));
}

function after(values: readonly number[]): number {
  return values.at(-1) ?? NaN;
}

/** A metric of both arms while the coarse copy sampled. */
function both({ plain, weighed }: Records, metric: string): number[] {
  return [plain, weighed].map((record) => before(series(record, metric)));
}

export const samplerAgainstTrainer: Experiment = {
  id: 'samplerAgainstTrainer',
  rater: RATER,
  yardstick: 'facts',
  settings: { ...SMALL, learningRate: 1e-3, adaptiveKl: false, klCoefficient: 0.05, samplerWeights: 'int3' },
  arms: [
    { id: 'plain', settings: { importanceCap: 0 }, script },
    { id: 'weighed', settings: { importanceCap: 2 }, script },
  ],
  watch: ['sampler', 'utility', 'kl'],
  promises: [
    {
      id: 'isApart',
      see({ plain }) {
        const gaps = series(plain, 'sampling/sampling_logp_difference/mean');
        const numbers = [before(gaps), after(gaps)];
        return { held: numbers[0] > 0.5 && numbers[1] < 0.005, numbers };
      },
    },
    {
      id: 'showsAnother',
      see({ plain }) {
        const facts = utilitySeries(plain, 'facts');
        const numbers = [before(facts), after(facts)];
        return { held: numbers[1] - numbers[0] > 0.3, numbers };
      },
    },
    {
      id: 'pullsLess',
      see(records) {
        const numbers = both(records, 'nudge/grad_norm');
        return { held: numbers[0] > 1.3 * numbers[1], numbers };
      },
    },
    {
      id: 'jumpsLess',
      see(records) {
        const numbers = both(records, 'nudge/approxkl');
        return { held: numbers[0] > 1.3 * numbers[1], numbers };
      },
    },
  ],
};
