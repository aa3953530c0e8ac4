import { expect, it } from 'vitest';
import { changedTastes } from '../../src/rl/taste.ts';

const TASTE = { targetWords: 3, keyword: '', pattern: '' };

it('a change of settings names the tastes that it changes', () => {
  expect(changedTastes(TASTE, TASTE)).toEqual([]);
  expect(changedTastes(TASTE, { ...TASTE, keyword: 'x' })).toEqual(['keyword']);
  expect(changedTastes(TASTE, { targetWords: 1, keyword: 'x', pattern: 'y' })).toEqual([
    'length',
    'keyword',
    'pattern',
  ]);
});
