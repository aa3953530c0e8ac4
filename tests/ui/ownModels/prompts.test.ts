import { expect, test } from 'vitest';
import { promptLines, promptText } from '../../../src/ui/ownModels/prompts.ts';

test('one prompt a line; empty lines and spaces at the end are none', () => {
  expect(promptLines('Once upon a time  \n\n  \nThe sea\r\n')).toEqual(['Once upon a time', 'The sea']);
  expect(promptLines('')).toEqual([]);
});

test('line breaks of a prompt are kept as \\n, there and back', () => {
  const prompts = ['name: The Ark, food: French\n', 'Q: why?\nA:'];
  expect(promptText(prompts)).toBe('name: The Ark, food: French\\n\nQ: why?\\nA:');
  expect(promptLines(promptText(prompts))).toEqual(prompts);
});
