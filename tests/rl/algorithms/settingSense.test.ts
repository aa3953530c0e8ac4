import { expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../src/rl/algorithms/settings.ts';
import { isSettingValue } from '../../../src/rl/algorithms/settingSense.ts';

it('every default makes sense', () => {
  for (const [name, value] of Object.entries(DEFAULT_SETTINGS))
    expect(isSettingValue(name, value), name).toBe(true);
});

it.each([
  ['answers', -1],
  ['answers', 2.5],
  ['rolloutBatch', 0],
  ['minibatches', 1e300],
  ['learningRate', -1],
  ['learningRate', NaN],
  ['seed', '1'],
  ['method', 'none'],
  ['rater', 'robot'],
  ['__proto__', 1],
  ['unheard of', 1],
])('%s: %s does not', (name, value) => {
  expect(isSettingValue(name, value)).toBe(false);
});
