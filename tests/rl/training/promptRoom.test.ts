import { expect, test } from 'vitest';
import { NoPromptFitsError, PromptRoom } from '../../../src/rl/training/promptRoom.ts';
import type { Models } from '../../../src/rl/training/models.ts';

/** A token for each character. */
const counted: string[] = [];
const models = {
  config: { positions: 64 },
  encodePrompt(prompt: string) {
    counted.push(prompt);
    return Array.from(prompt, () => 1);
  },
} as unknown as Models;
const settings = (maxNewTokens: number, contextLength = 0) => ({ maxNewTokens, contextLength });

test('prompts that leave room for the longest answer fit, in their order, and are counted once', () => {
  const room = new PromptRoom(models);
  const prompts = ['a'.repeat(40), 'b', 'c'.repeat(41), ''];
  expect(room.fitting(prompts, settings(24))).toEqual([prompts[0], 'b', '']);
  expect(room.fitting(prompts, settings(24, 32))).toEqual(['b', '']);
  expect(room.needed(prompts, settings(63))).toEqual(['b', '']);
  expect(counted).toEqual(prompts);
});

test('where none of those needed fits, it is said with numbers; where none is needed, nothing is', () => {
  const room = new PromptRoom(models);
  const none = () => room.needed(['a'.repeat(50), 'b'.repeat(45)], settings(24));
  expect(none).toThrow(NoPromptFitsError);
  expect(none).toThrow('the shortest has 45 tokens, and 40 are left');
  expect(() => room.needed(['aa'], settings(100))).toThrow('and 0 are left');
  expect(room.fitting(['a'.repeat(50)], settings(24))).toEqual([]);
  expect(room.needed([], settings(24))).toEqual([]);
});
