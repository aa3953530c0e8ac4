import { expect, test } from 'vitest';
import { shuffle } from '../../../../src/preferences/chance.ts';
import { fittingPrompts, pickPrompt } from '../../../../src/ui/rank/state/promptPicker.ts';

const PROMPTS = ['a', 'b', 'c', 'd'];

test('takes every prompt once, in an order that depends on the seed', () => {
  const orderOf = (seed: number) => {
    const used: string[] = [];
    for (let i = 0; i < PROMPTS.length; i++) used.push(pickPrompt(PROMPTS, used, seed) ?? '');
    return used;
  };
  expect(orderOf(1).toSorted()).toEqual(PROMPTS);
  expect(orderOf(1)).toEqual(orderOf(1));
  expect(new Set([1, 2, 3, 4, 5].map((seed) => orderOf(seed).join())).size).toBeGreaterThan(1);
});

test('when all are used, the one used longest ago comes again', () => {
  expect(pickPrompt(PROMPTS, ['a', 'c', 'b', 'd', 'a'], 1)).toBe('c');
});

test('no prompts, no prompt', () => {
  expect(pickPrompt([], [], 1)).toBe(null);
});

test('shuffle gives each index once', () => {
  expect(shuffle(6, () => 0.3).toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]);
});

test('prompts that leave no room for the longest answer are no choice, where there are others', () => {
  const tokens = new Map([
    ['long', 60],
    ['short', 30],
  ]);
  const reading = { chats: new Map(), tokens, context: 96, template: null };
  const fitting = (maxNewTokens: number) =>
    fittingPrompts(['long', 'short', 'unknown'], { reading }, { maxNewTokens });
  expect(fitting(36)).toEqual(['long', 'short', 'unknown']);
  expect(fitting(37)).toEqual(['short', 'unknown']);
  expect(fittingPrompts(['long'], { reading }, { maxNewTokens: 90 })).toEqual(['long']);
});
