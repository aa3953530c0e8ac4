import { trainingTemperature } from '../../../src/rl/trainingSettings.ts';
import { expect, test } from 'vitest';
import {
  DEFAULT_SETTINGS,
  defaultSettings,
  methodChange,
  modelChange,
  settingProblem,
} from '../../../src/rl/algorithms/settings.ts';

const LORA = { method: 'lora', learningRate: 2e-3, rewardLearningRate: 3e-3 } as const;
const FULL = { method: 'full', learningRate: 3e-4, rewardLearningRate: 3e-4 } as const;

test('learning rates at their usual values go along with the method, there and back', () => {
  expect(methodChange(DEFAULT_SETTINGS, 'lora')).toEqual(LORA);
  expect(methodChange({ ...DEFAULT_SETTINGS, ...LORA }, 'full')).toEqual(FULL);
});

test('a rate that somebody chose stays, whichever of the two it is', () => {
  expect(methodChange({ ...DEFAULT_SETTINGS, learningRate: 1e-4 }, 'lora')).toEqual({
    method: 'lora',
    rewardLearningRate: 3e-3,
  });
  expect(methodChange({ ...DEFAULT_SETTINGS, ...LORA, rewardLearningRate: 1e-3 }, 'full')).toEqual({
    method: 'full',
    learningRate: 3e-4,
  });
});

test('the same method again changes no rate', () => {
  expect(methodChange(DEFAULT_SETTINGS, 'full')).toEqual({ method: 'full' });
  expect(methodChange({ ...DEFAULT_SETTINGS, ...LORA }, 'lora')).toEqual({ method: 'lora' });
});

test('training works at the temperature, and at 1 where that is 0', () => {
  expect(trainingTemperature({ temperature: 0.7 })).toBe(0.7);
  expect(trainingTemperature({ temperature: 0 })).toBe(1);
});

test('the penalty for a missing end goes along with the kind of model, unless somebody chose it', () => {
  const own = defaultSettings(true);
  expect(own.missingEosPenalty).toBe(0);
  expect(defaultSettings(false)).toEqual(DEFAULT_SETTINGS);
  expect(modelChange(DEFAULT_SETTINGS, false, true)).toEqual({ missingEosPenalty: 0 });
  expect(modelChange(own, true, false)).toEqual({ missingEosPenalty: 1 });
  expect(modelChange({ ...own, missingEosPenalty: 0.5 }, true, false)).toEqual({});
  expect(modelChange({ ...DEFAULT_SETTINGS, missingEosPenalty: 0 }, false, true)).toEqual({});
});

test('a number that a setting cannot be is told with what it can be', () => {
  expect(settingProblem('temperature', 0)).toBeNull();
  expect(settingProblem('temperature', -0.1)).toMatch(/from 0 to/);
  expect(settingProblem('topP', 0)).toMatch(/topP/);
  expect(settingProblem('topK', 1.5)).toMatch(/whole number/);
  expect(settingProblem('klTarget', NaN)).toMatch(/finite/);
});
