/** What a checkpoint keeps besides tensors, of this version and of the one before, and the name it goes by. */
import { describe, expect, it, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../src/rl/algorithms/settings.ts';
import {
  isNewerState,
  madeWith,
  parseSavedState,
  runName,
  STATE_VERSION,
} from '../../src/workers/savedState.ts';

test('a run in the default manner has the model’s own name; what cannot go on with it, another', () => {
  expect(runName('blurbs-tiny', { ...DEFAULT_SETTINGS, learningRate: 1, seed: 9, loraRank: 4 })).toBe(
    'blurbs-tiny',
  );
  expect(runName('blurbs-tiny', { ...DEFAULT_SETTINGS, method: 'lora', loraRank: 4 })).toBe(
    'blurbs-tiny, adapters of rank 4, alpha 16, all matrices',
  );
  expect(runName('blurbs-tiny', { ...DEFAULT_SETTINGS, weightStorage: 'f16' })).toBe(
    'blurbs-tiny, base in half precision',
  );
  expect(runName('blurbs-tiny', { ...DEFAULT_SETTINGS, rewardModels: 3, rewardLoss: 'bradleyTerry' })).toBe(
    'blurbs-tiny, 3 reward models, fitted by Bradley-Terry',
  );
});

test('a run that a rule rewards does not displace one of the reward model', () => {
  expect(runName('m', DEFAULT_SETTINGS)).toBe('m');
  expect(runName('m', { ...DEFAULT_SETTINGS, rewardSource: 'tokens' })).toBe('m, rewarded by a rule');
});

test('what a run was made with is what another value of begins a new one', () => {
  const rewards = { rewardSource: 'model', rewardModels: 1, rewardLoss: 'plackettLuce' };
  expect(madeWith(DEFAULT_SETTINGS)).toEqual({
    algorithm: 'ppo',
    method: 'full',
    weightStorage: 'f32',
    ...rewards,
  });
  expect(madeWith({ ...DEFAULT_SETTINGS, method: 'lora' })).toEqual({
    algorithm: 'ppo',
    method: 'lora',
    loraRank: 8,
    loraAlpha: 16,
    loraTargets: 'all',
    weightStorage: 'f32',
    ...rewards,
  });
});

const COMMON = {
  iteration: 3,
  history: [],
  settings: { seed: 1 },
  fit: { trainedOn: ['a'], fits: 1, unfinished: null },
  agreement: null,
  policySteps: 12,
  rewardSteps: 8,
};
const KL = { initial: 0.15, coefficient: 0.2 };
const REWARD = { mean: 0.5, std: 2, fitted: true };

describe('the state of a run', () => {
  it('of the version before has its β and its one reward model under the names of now', () => {
    const state = parseSavedState({ ...COMMON, kl: KL, reward: REWARD });
    expect(state).toMatchObject({ ...COMMON, kept: KL, rewards: [REWARD] });
    expect(Object.keys(state)).not.toContain('kl');
    expect(Object.keys(state)).not.toContain('reward');
  });

  it('of now keeps whatever a method hands on, and every reward model', () => {
    for (const kept of [KL, { turns: [1, 2] }, null]) {
      const state = parseSavedState({ ...COMMON, version: STATE_VERSION, kept, rewards: [REWARD, REWARD] });
      expect(state.kept).toEqual(kept);
      expect(state.rewards).toEqual([REWARD, REWARD]);
    }
  });

  it.each([
    ['names no method', { rewards: [REWARD] }],
    ['names no reward model', { kept: null }],
    ['has a reward model that is none', { kept: null, rewards: [{ mean: 'much' }] }],
  ])('is refused where it %s', (_, rest) => {
    expect(() => parseSavedState({ ...COMMON, ...rest })).toThrow();
  });

  it('is told when it is of a version to come', () => {
    expect(isNewerState({ version: STATE_VERSION + 1 })).toBe(true);
    expect(isNewerState({ ...COMMON, version: STATE_VERSION })).toBe(false);
    expect(isNewerState(COMMON)).toBe(false);
  });
});
