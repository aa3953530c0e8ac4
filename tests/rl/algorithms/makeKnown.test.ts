import { expect, test } from 'vitest';
import { makeKnown, METHODS } from '../../../src/rl/algorithms/declarations.ts';
import {
  algorithmChange,
  allFields,
  DEFAULT_SETTINGS,
  methodOf,
  settingsDiff,
  type Settings,
} from '../../../src/rl/algorithms/settings.ts';
import { isSettingValue } from '../../../src/rl/algorithms/settingSense.ts';
import { changedSettings } from '../../../src/rl/runs/settingChanges.ts';
import { settingsOf } from '../../../src/rl/runs/record.ts';
import { namesUnknownMethod, readHash, writeHash } from '../../../src/ui/settings/state/hash.ts';
import { needsNewRun, waitingFields } from '../../../src/ui/settings/state/memory.ts';
import { AUTOMATIC } from '../../../src/ui/library/choice/choice.ts';
import { INVENTED } from './invented.ts';

test('a method that becomes known late has its settings from then on, and runs from before go on', () => {
  const before: Settings = { ...DEFAULT_SETTINGS };
  expect(namesUnknownMethod('#algorithm=invented')).toBe(true);
  expect(namesUnknownMethod('#lr=1e-4') || namesUnknownMethod(`#algorithm=${METHODS[0].id}`)).toBe(false);
  expect(isSettingValue('drafts', 4)).toBe(false);

  makeKnown([INVENTED]);
  makeKnown([INVENTED]);
  expect(METHODS.map(({ id }) => id)).toEqual([before.algorithm, 'invented']);
  expect(Object.keys(DEFAULT_SETTINGS)).toEqual(Object.keys(allFields()));
  expect(DEFAULT_SETTINGS).toMatchObject({ ...before, drafts: 6, mood: 'calm' });
  expect(isSettingValue('drafts', 4)).toBe(true);
  expect(namesUnknownMethod('#algorithm=invented')).toBe(false);

  // Of what was set before it was known, nothing seems changed.
  expect(writeHash({ settings: before, model: AUTOMATIC })).toBe('');
  expect(settingsDiff(before)).toEqual({ rewardBag: true });

  // One goes over to it and back.
  const over = { ...before, ...algorithmChange(before, 'invented') } as Settings;
  expect(over).toMatchObject({
    algorithm: 'invented',
    drafts: 6,
    stubborn: true,
    mood: 'calm',
    learningRate: 5e-5,
  });
  expect(changedSettings(before, over).map(({ name }) => name)).not.toContain('drafts');
  expect(needsNewRun(waitingFields(over, before))).toBe(true);
  const back = { ...over, ...algorithmChange(over, before.algorithm) } as Settings;
  expect(waitingFields(back, before)).toEqual([]);
  expect(back.learningRate).toBe(before.learningRate);
  expect(methodOf(back).id).toBe(before.algorithm);
});

test('a setting that stands at the usual of another method is written and read as it is', () => {
  makeKnown([INVENTED]);
  const { learningRate } = DEFAULT_SETTINGS;
  const settings = {
    ...DEFAULT_SETTINGS,
    ...algorithmChange(DEFAULT_SETTINGS, 'invented'),
    learningRate,
  } as Settings;
  const diff = settingsDiff(settings);
  expect(diff).toEqual({ algorithm: 'invented', learningRate, rewardBag: true });
  expect(settingsOf({ settings: diff, labeler: settings.rater })).toEqual(settings);
  expect(readHash(writeHash({ settings, model: AUTOMATIC })).settings).toEqual(settings);
});
