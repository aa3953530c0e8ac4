/** That human feedback is best used as a ranking of several answers, by a listwise loss. At work in every run. */
import { gainsOf, type FormGains, type FormsResult } from '../../forms/result.ts';
import { outcomeOfDifferences, type Claim } from '../claim.ts';

/** Fewer are a look. */
const LEAST_SEEDS = 3;

/** It says two things: that the whole order is worth asking for, and that it is best learned from as a whole. */
export const listwise: Claim<{ readonly few: FormGains; readonly many: FormGains }> = {
  bench: null,
  atWork: {
    places: ['rank', 'charts'],
    tests: ['tests/rl/rewards/plackettLuce.test.ts', 'tests/rl/rewards/rewardPlans.gpu.test.ts'],
  },
  // No bench of the page's: bench/forms.mjs writes it.
  record: async () => (await import('../../../../docs/lab/forms.json')).default,
  find({ results }) {
    const gains = gainsOf(results.map(({ result }) => result as FormsResult));
    const [few, many] = [gains[0], gains.at(-1)];
    if (results.length < LEAST_SEEDS || !few || !many) return null;
    const { overBest, overPair, overAllPairs } = many;
    return { verdict: outcomeOfDifferences([overBest, overPair, overAllPairs]), figures: { few, many } };
  },
};
