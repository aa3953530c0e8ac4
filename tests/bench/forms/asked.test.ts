import { expect, test } from 'vitest';
import { comparisons, firstOf, minutesOf, READING_RATE } from '../../../bench/forms/asked.ts';

test('a ranking of the first answers keeps their order and their ties', () => {
  const tiers = [[5, 1], [7], [0, 3], [2]];
  expect(firstOf(tiers, 4)).toEqual([[1], [0, 3], [2]]);
  expect(firstOf(tiers, 2)).toEqual([[1], [0]]);
});

test('sorting needs log2 of the orders that there are', () => {
  expect([2, 3, 4, 5, 8].map(comparisons)).toEqual([1, 3, 5, 7, 16]);
});

test('a ranking takes the reading of prompt and answers once, and its choices', () => {
  const words = { prompt: 38, answer: 50 };
  expect(minutesOf(4, words, 0)).toBeCloseTo(238 / READING_RATE, 12);
  expect(minutesOf(2, words, 6)).toBeCloseTo(138 / READING_RATE + 0.1, 12);
  expect(minutesOf(8, words, 3)).toBeCloseTo(438 / READING_RATE + 0.8, 12);
});
