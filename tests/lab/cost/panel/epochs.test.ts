import { expect, it } from 'vitest';
import { epochsOf } from '../../../../src/lab/cost/panel/epochs.ts';
import { DEFAULT_SETTINGS } from '../../../../src/rl/algorithms/settings.ts';

it('is the update’s number of epochs, not that of the reward model’s fit', () => {
  expect(epochsOf({ ...DEFAULT_SETTINGS, ppoEpochs: 7, rewardEpochs: 3 })).toBe(7);
  const { ppoEpochs: _, ...others } = DEFAULT_SETTINGS;
  expect(epochsOf(others as typeof DEFAULT_SETTINGS)).toBe(1);
});
