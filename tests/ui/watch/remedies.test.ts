import { expect, it } from 'vitest';
import { METHODS } from '../../../src/rl/algorithms/declarations.ts';
import { DEFAULT_SETTINGS } from '../../../src/rl/algorithms/settings.ts';
import { remedyOf } from '../../../src/ui/watch/remedies.ts';

const [method] = METHODS;

it('tightens the leash that holds: its target, or where β is fixed β', () => {
  expect(remedyOf('fooling', { ...DEFAULT_SETTINGS, klTarget: 8 }, method)).toEqual({
    name: 'tighten',
    change: { klTarget: 4 },
  });
  const cut = { ...DEFAULT_SETTINGS, adaptiveKl: false, klCoefficient: 0 };
  expect(remedyOf('kl', cut, method)).toEqual({ name: 'tighten', change: { klCoefficient: 0.1 } });
  expect(remedyOf('kl', { ...cut, klCoefficient: 0.3 }, method)?.change).toEqual({ klCoefficient: 0.6 });
});

it('takes smaller steps against spikes, and nothing where there is nothing to take', () => {
  expect(remedyOf('ratio', { ...DEFAULT_SETTINGS, learningRate: 1e-3 }, method)).toEqual({
    name: 'slower',
    change: { learningRate: 5e-4 },
  });
  expect(remedyOf('gradient', { ...DEFAULT_SETTINGS, learningRate: 1e-7 }, method)).toBeNull();
  expect(remedyOf('kl', { ...DEFAULT_SETTINGS, klTarget: 0.5 }, method)).toBeNull();
  expect(remedyOf('length', DEFAULT_SETTINGS, method)).toBeNull();
  expect(remedyOf('kl', DEFAULT_SETTINGS, { ...method, fields: {} })).toBeNull();
});
