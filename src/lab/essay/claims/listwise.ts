/** That human feedback is best used as a ranking of several answers, by a listwise loss. At work in every run. */
import { unmeasured } from '../claim.ts';

export const listwise = unmeasured({
  bench: null,
  atWork: {
    places: ['rank', 'charts'],
    tests: ['tests/rl/rewards/plackettLuce.test.ts', 'tests/rl/rewards/rewardPlans.gpu.test.ts'],
  },
});
