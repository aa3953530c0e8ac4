/** What PPO's names set. */
import { expect, it } from 'vitest';
import { numberProblem } from '../../../../src/rl/fields.ts';
import { presetOf } from '../../../../src/rl/declaration.ts';
import { presetsOf } from '../../../../src/rl/algorithms/presets.ts';
import { allFields, DEFAULT_SETTINGS, fieldsOf, methodOf } from '../../../../src/rl/algorithms/settings.ts';

const [usual, leashed, unleashed] = presetsOf(methodOf(DEFAULT_SETTINGS));

it('each sets what PPO has under that reward, to values that it may have', () => {
  for (const { settings } of [usual, leashed, unleashed]) {
    const has = fieldsOf(methodOf({ ...DEFAULT_SETTINGS, ...settings }));
    const all = allFields();
    for (const [name, value] of Object.entries(settings)) {
      // A rule's own settings stay where it is no rule.
      if (settings !== usual.settings) expect(has).toHaveProperty(name);
      const field = all[name];
      if (field.kind === 'number') expect(numberProblem(name, field, Number(value))).toBeNull();
      else expect(typeof value).toBe(typeof field.default);
    }
  }
});

it('the usual one is what stands at first, and brings all back but what depends on the model', () => {
  expect(presetOf({ presets: presetsOf(methodOf(DEFAULT_SETTINGS)) }, { ...DEFAULT_SETTINGS })).toBe(usual);
  const back = { ...DEFAULT_SETTINGS, ...leashed.settings, ...usual.settings };
  expect(back).toEqual({ ...DEFAULT_SETTINGS, missingEosPenalty: 0 });
});

it('without a leash is the same run but for β, and by longer steps', () => {
  expect(unleashed.run).toEqual(leashed.run);
  const { learningRate } = unleashed.settings;
  expect(unleashed.settings).toEqual({ ...leashed.settings, klCoefficient: 0, learningRate });
  expect(learningRate).toBeGreaterThan(Number(leashed.settings.learningRate));
  expect(leashed.settings.klCoefficient).toBeGreaterThan(0);
});
