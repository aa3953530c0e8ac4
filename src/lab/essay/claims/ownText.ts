/** That the reward counts the policy's own text only, and that a KL penalty to a frozen reference holds it. At work in every run. */
import { leashGainsOf, type LeashGains, type LeashResult } from '../../leash/result.ts';
import { outcomeOfDifferences, type Claim } from '../claim.ts';

/** Fewer are a look. */
const LEAST_SEEDS = 3;

/** The first half is how runs are built, and tests hold it; measured is what policies come to without the penalty. */
export const ownText: Claim<LeashGains> = {
  bench: null,
  atWork: {
    places: ['train', 'charts'],
    tests: ['tests/rl/training/models.gpu.test.ts', 'tests/rl/training/betweenTokens.gpu.test.ts'],
  },
  // No bench of the page's: bench/leash.mjs writes it.
  record: async () => (await import('../../../../docs/lab/leash.json')).default,
  find({ results }) {
    const gains = leashGainsOf(results.map(({ result }) => result as LeashResult));
    if (results.length < LEAST_SEEDS || !gains) return null;
    return { verdict: outcomeOfDifferences([gains.utility, gains.distinct4]), figures: gains };
  },
};
