import { expect, it } from 'vitest';
import { rewardedAs } from '../../../src/rl/declaration.ts';
import { METHODS } from '../../../src/rl/algorithms/declarations.ts';
import { DEFAULT_SETTINGS, fieldsOf, methodOf } from '../../../src/rl/algorithms/settings.ts';
import { lengthReward } from '../../../src/rl/rewards/ruleReward.ts';

it('costs one for every 100 tokens off the wished length, to either side', () => {
  const answers = [304, 200, 150, 1].map((length) => ({ length }));
  expect(lengthReward(answers, { targetTokens: 200 })).toEqual([-1.04, -0, -0.5, -1.99]);
});

it('a method under a rule has no reward model and no fit, is the same object every time, and shows what the rule reads', () => {
  const ruled = methodOf({ ...DEFAULT_SETTINGS, rewardSource: 'tokens' });
  expect(ruled.needs).toEqual({ rule: true });
  expect(methodOf({ ...DEFAULT_SETTINGS, rewardSource: 'tokens' })).toBe(ruled);
  expect(fieldsOf(ruled)).toHaveProperty('targetTokens');
  expect(fieldsOf(ruled)).toHaveProperty('rewardSource');
  expect(fieldsOf(ruled)).not.toHaveProperty('rewardEpochs');
  const usual = methodOf(DEFAULT_SETTINGS);
  expect(usual).toBe(METHODS[0]);
  expect(fieldsOf(usual)).toHaveProperty('rewardSource');
  expect(fieldsOf(usual)).not.toHaveProperty('targetTokens');
  // One that asks for no score has none to replace.
  const own = { ...usual, id: 'own', needs: { rankings: true } } as const;
  expect(rewardedAs(own, { rewardSource: 'tokens' })).toBe(own);
});
