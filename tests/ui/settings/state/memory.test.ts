import { expect, test } from 'vitest';
import {
  liveSettings,
  memoryKey,
  needsNewRun,
  waitingFields,
} from '../../../../src/ui/settings/state/memory.ts';
import { DEFAULT_SETTINGS, methodChange } from '../../../../src/rl/algorithms/settings.ts';

const opened = DEFAULT_SETTINGS;

test('what memory depends on waits, everything else is told at once', () => {
  const settings = { ...opened, learningRate: 1e-5, microBatch: 4, method: 'lora', saveEvery: 7 } as const;
  expect(waitingFields(settings, opened)).toEqual(['method', 'microBatch']);
  expect(liveSettings(settings, opened)).toEqual({ ...opened, learningRate: 1e-5, saveEvery: 7 });
  expect(waitingFields(settings, null)).toEqual([]);
  expect(liveSettings(settings, null)).toBe(settings);
});

test('the learning rates of a method wait with it, those somebody chose do not', () => {
  const settings = { ...opened, ...methodChange(opened, 'lora'), rewardLearningRate: 1e-3 };
  expect(liveSettings(settings, opened)).toEqual({ ...opened, rewardLearningRate: 1e-3 });
  expect(liveSettings(settings, settings)).toEqual(settings);
});

test('a run goes on with less at once, but not with other weights', () => {
  expect(needsNewRun(['recompute', 'microBatch', 'contextLength'])).toBe(false);
  expect(needsNewRun(['recompute', 'method'])).toBe(true);
  expect(needsNewRun(['weightStorage'])).toBe(true);
});

test('what adapters look like matters only where there are some', () => {
  const ranked = { ...opened, loraRank: 4 };
  expect(waitingFields(ranked, opened)).toEqual([]);
  expect(waitingFields({ ...ranked, method: 'lora' }, { ...opened, method: 'lora' })).toEqual(['loraRank']);
  expect(waitingFields({ ...ranked, method: 'lora' }, opened)).toEqual(['method']);
});

test('settings that take the same memory are one question', () => {
  expect(memoryKey({ ...opened, learningRate: 1, seed: 5, klTarget: 9 })).toBe(memoryKey(opened));
  for (const change of [
    { method: 'lora' },
    { microBatch: 1 },
    { maxNewTokens: 8 },
    { rolloutBatch: 8 },
  ] as const)
    expect(memoryKey({ ...opened, ...change })).not.toBe(memoryKey(opened));
});
