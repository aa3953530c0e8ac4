/** The reward loss of docs/extending.md with its line in declarations.ts: a choice in the form, the address and the command. */
import { expect, test, vi } from 'vitest';
import { readHash, writeHash } from '../../src/ui/settings/state/hash.ts';
import { DEFAULT_SETTINGS } from '../../src/rl/algorithms/settings.ts';
import { COMMON_FIELDS } from '../../src/rl/commonFields.ts';
import { parseOptions } from '../../src/headless/options.ts';
import { usage } from '../../src/headless/usage.ts';

vi.mock(import('../../src/rl/rewards/losses/declarations.ts'), async (original) => {
  const declared = await original();
  const REWARD_LOSSES = { ...declared.REWARD_LOSSES, hinge: 'Hinge' };
  return { ...declared, REWARD_LOSSES, REWARD_LOSS_IDS: Object.keys(REWARD_LOSSES) } as never;
});

test('is a choice of the form, by its name', () => {
  const { rewardLoss } = COMMON_FIELDS;
  expect(rewardLoss.values).toContain('hinge');
  expect(rewardLoss.valueWords!.hinge).toEqual({ en: 'Hinge', zh: 'Hinge' });
});

test('is in an address, in the help and behind --set', () => {
  expect(readHash('#rmloss=hinge').settings.rewardLoss).toBe('hinge');
  const { settings, model } = readHash('#rmloss=hinge');
  expect(writeHash({ settings, model })).toContain('rmloss=hinge');
  expect(usage()).toMatch(/rewardLoss=plackettLuce +plackettLuce, .*\bhinge\b/);
  expect(parseOptions(['--set', 'rewardLoss=hinge'])?.settings.rewardLoss).toBe('hinge');
  expect(parseOptions([])?.settings.rewardLoss).toBe(DEFAULT_SETTINGS.rewardLoss);
});
