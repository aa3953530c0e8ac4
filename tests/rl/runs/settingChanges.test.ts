import { expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../src/rl/algorithms/settings.ts';
import { changedSettings, withChange } from '../../../src/rl/runs/settingChanges.ts';

it('names what differs with both values, and not what waits for a reset', () => {
  const after = { ...DEFAULT_SETTINGS, klTarget: 9, adaptiveKl: false, seed: 77 };
  expect(changedSettings(DEFAULT_SETTINGS, after)).toEqual([
    { name: 'adaptiveKl', from: DEFAULT_SETTINGS.adaptiveKl, to: false },
    { name: 'klTarget', from: DEFAULT_SETTINGS.klTarget, to: 9 },
  ]);
  expect(changedSettings(after, after)).toEqual([]);
});

it('what is changed between the same two iterations is one change, from the first value to the last', () => {
  const target = (iteration: number, from: number, to: number) => ({
    iteration,
    changed: [{ name: 'klTarget', from, to }],
  });
  const slid = [target(3, 4, 5), target(3, 5, 6), target(7, 6, 2)].reduce(
    withChange,
    [] as readonly ReturnType<typeof target>[],
  );
  expect(slid).toEqual([target(3, 4, 6), target(7, 6, 2)]);
  // There and back is no change; another setting beside it is.
  expect(withChange(slid, target(7, 2, 6))).toEqual([target(3, 4, 6)]);
  const other = { iteration: 7, changed: [{ name: 'clipRange', from: 0.2, to: 0.4 }] };
  expect(withChange(slid, other).at(-1)?.changed).toHaveLength(2);
});
