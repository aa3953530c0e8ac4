import { expect, test } from 'vitest';
import { labelersFor } from '../../../src/rl/labelersFor.ts';
import { baseUtilityAfter, baseUtilityOf } from '../../../src/rl/training/baseUtility.ts';

const REFERENCE = ['one', 'one two three'].map((text) => ({ prompts: 'p', text }));
const TASTE = { targetWords: 3, keyword: '', pattern: '' };
const measured = (taste: typeof TASTE) => ({ labelers: labelersFor(taste), reference: REFERENCE });

test('every taste that looks for something is measured', () => {
  const utility = baseUtilityOf(labelersFor(TASTE), REFERENCE, { mean: 7, sd: 1 });
  expect(utility.length).toEqual({ mean: -1, sd: 1 });
  expect(utility.shorter).toEqual({ mean: -2, sd: 1 });
  expect(utility.classifier).toEqual({ mean: 7, sd: 1 });
  expect('keyword' in utility).toBe(false);
});

test('a taste that changes is measured again, the rest stays', () => {
  const before = baseUtilityOf(labelersFor(TASTE), REFERENCE, undefined);
  expect(baseUtilityAfter(before, measured(TASTE), TASTE, { ...TASTE })).toBe(before);
  const other = { ...TASTE, keyword: 'two' };
  const after = baseUtilityAfter(before, measured(other), TASTE, other)!;
  expect(after.keyword).toEqual({ mean: 0.5, sd: 0.5 });
  expect(after.shorter).toEqual(before.shorter);
});

test('without texts at hand it is left out until there are some', () => {
  const before = baseUtilityOf(labelersFor(TASTE), REFERENCE, undefined);
  const after = baseUtilityAfter(before, null, TASTE, { ...TASTE, targetWords: 1 })!;
  expect('length' in after).toBe(false);
  expect(after.shorter).toEqual(before.shorter);
  expect(baseUtilityAfter(null, null, TASTE, { ...TASTE, targetWords: 1 })).toBeNull();
});
