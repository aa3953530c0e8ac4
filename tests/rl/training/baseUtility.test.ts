import { expect, test } from 'vitest';
import { baseUtilityAfter, baseUtilityOf } from '../../../src/rl/training/baseUtility.ts';

const REFERENCE = ['one', 'one two three'].map((text) => ({ prompts: 'p', text }));
const TASTE = { targetWords: 3, keyword: '', pattern: '' };

test('every taste that looks for something is measured', () => {
  const utility = baseUtilityOf(TASTE, REFERENCE, { mean: 7, sd: 1 });
  expect(utility.length).toEqual({ mean: -1, sd: 1 });
  expect(utility.shorter).toEqual({ mean: -2, sd: 1 });
  expect(utility.classifier).toEqual({ mean: 7, sd: 1 });
  expect('keyword' in utility).toBe(false);
});

test('a taste that changes is measured again, the rest stays', () => {
  const before = baseUtilityOf(TASTE, REFERENCE, undefined);
  expect(baseUtilityAfter(before, REFERENCE, TASTE, { ...TASTE })).toBe(before);
  const after = baseUtilityAfter(before, REFERENCE, TASTE, { ...TASTE, keyword: 'two' })!;
  expect(after.keyword).toEqual({ mean: 0.5, sd: 0.5 });
  expect(after.shorter).toEqual(before.shorter);
});

test('without texts at hand it is left out until there are some', () => {
  const before = baseUtilityOf(TASTE, REFERENCE, undefined);
  const after = baseUtilityAfter(before, null, TASTE, { ...TASTE, targetWords: 1 })!;
  expect('length' in after).toBe(false);
  expect(after.shorter).toEqual(before.shorter);
  expect(baseUtilityAfter(null, null, TASTE, { ...TASTE, targetWords: 1 })).toBeNull();
});
