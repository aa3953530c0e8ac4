import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS, methodChange } from '../../src/rl/settings.ts';

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
