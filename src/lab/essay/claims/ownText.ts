/** That the reward counts the policy's own text only, and that a KL penalty to a frozen reference holds it. At work in every run. */
import { unmeasured } from '../claim.ts';

export const ownText = unmeasured({
  bench: null,
  atWork: {
    places: ['train', 'charts'],
    tests: ['tests/rl/training/models.gpu.test.ts', 'tests/rl/training/betweenTokens.gpu.test.ts'],
  },
});
