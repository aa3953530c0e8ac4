import { expect, test } from 'vitest';
import { promptPieces } from '../../../src/ui/text/promptPieces.ts';
import { DIALOGUE, TEMPLATES } from '../../fixtures/chatTemplates.ts';

const own = (text: string, messages: readonly { role: string; content: string }[]) => {
  const pieces = promptPieces(text, { messages, template: 't' });
  expect(pieces.map((piece) => piece.text).join('')).toBe(text);
  return pieces.flatMap((piece) => (piece.own ? [piece.text] : []));
};

test.each(Object.entries(TEMPLATES))(
  'people’s words stand out of a text in the style of %s',
  (_, { dialogue }) => {
    expect(own(dialogue, DIALOGUE)).toEqual(['Hi', 'Hello', 'Why?']);
  },
);

test('words that a template has too are found where they were put', () => {
  const text =
    '<|im_start|>system\nYou are a user<|im_end|>\n<|im_start|>user\na<|im_end|>\n<|im_start|>assistant\n';
  expect(own(text, [{ role: 'user', content: 'a' }])).toEqual(['a']);
  expect(
    own(text.replace('\na<', '\nuser<'), [
      { role: 'system', content: 'You are a user' },
      { role: 'user', content: 'user' },
    ]),
  ).toEqual(['user']);
});

test('words that a template changed are shown with the rest, and trimmed ones are found', () => {
  expect(own('<u>HI</u>', [{ role: 'user', content: 'hi' }])).toEqual([]);
  expect(own('<u>hi</u>', [{ role: 'user', content: ' hi\n' }])).toEqual(['hi']);
  expect(own('<u></u>', [{ role: 'user', content: '' }])).toEqual([]);
  expect(promptPieces('as typed', undefined)).toEqual([{ text: 'as typed', own: true }]);
});
