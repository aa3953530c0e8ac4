import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../src/rl/settings.ts';
import { madeWith, runName } from '../../src/workers/savedState.ts';

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
});

test('what a run was made with is what another value of begins a new one', () => {
  expect(madeWith(DEFAULT_SETTINGS)).toEqual({ algorithm: 'ppo', method: 'full', weightStorage: 'f32' });
  expect(madeWith({ ...DEFAULT_SETTINGS, method: 'lora' })).toEqual({
    algorithm: 'ppo',
    method: 'lora',
    loraRank: 8,
    loraAlpha: 16,
    loraTargets: 'all',
    weightStorage: 'f32',
  });
});
