/** What every method is given. */
import { expect, it } from 'vitest';
import { plannedOf, updatesOf, withUpdates } from '../../src/contest/budget.ts';
import { ALL_METHODS } from '../../src/rl/algorithms/all.ts';
import { defaultSettings, methodOf } from '../../src/rl/algorithms/settings.ts';

it('gives each method as many updates as its epochs allow, and one without updates none', () => {
  const [usual] = ALL_METHODS;
  const settings = defaultSettings(false, usual.id);
  const updates = updatesOf(usual, settings);
  expect(updates).toBe(4);
  const { fields } = usual;
  const { ppoEpochs: _, ...without } = fields;
  expect(withUpdates({ fields: without }, settings, updates)).toEqual({ minibatches: 4 });
  expect(withUpdates({ fields }, settings, updates)).toEqual({ minibatches: 2 });
  // Seven are not to be had in two epochs.
  expect(withUpdates({ fields }, settings, 7)).toEqual({ minibatches: 4 });
  const bestOf = methodOf({ algorithm: 'bestOfN' }, ALL_METHODS);
  expect(withUpdates(bestOf, settings, updates)).toEqual({});
  expect(plannedOf(bestOf, defaultSettings(false, 'bestOfN'), 20)).toEqual({
    method: 'bestOfN',
    iterations: 0,
    answers: 32,
    updates: 0,
    learningRate: null,
    learnsFrom: 'reward model',
  });
  const dpo = methodOf({ algorithm: 'dpo' }, ALL_METHODS);
  expect(plannedOf(dpo, defaultSettings(false, 'dpo'), 20)).toMatchObject({ answers: 0, updates: 2 });
});
