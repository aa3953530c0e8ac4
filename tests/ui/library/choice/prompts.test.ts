import { expect, test } from 'vitest';
import {
  askedFromLines,
  askedFromText,
  askedOfSession,
  askedToText,
  chatOf,
  NOTHING_ASKED,
  textOf,
  withoutEmpty,
  type Asked,
} from '../../../../src/ui/library/choice/prompts.ts';
import type { SessionInfo } from '../../../../src/workers/protocol.ts';

const user = (content: string) => ({ role: 'user', content });

test('what earlier versions kept is one a line, with line breaks written out', () => {
  expect(askedFromLines('Once upon a time  \n\n  \nThe sea\r\nQ: why?\\nA:')).toEqual({
    ...NOTHING_ASKED,
    prompts: ['Once upon a time', 'The sea', 'Q: why?\nA:'],
  });
  expect(askedFromLines('')).toEqual(NOTHING_ASKED);
});

test('is kept and comes back to the letter: backslashes, line breaks, turns', () => {
  const asked: Asked = {
    prompts: [
      'a \\n b',
      'a\nb\n',
      ' {"x": "\\\\"} ',
      '---',
      [user('x'), { role: 'assistant', content: '\n' }, user('y')],
    ],
    system: 'Be\nbrief. \\t',
    template: false,
    named: 'rag',
  };
  expect(askedFromText(askedToText(asked))).toEqual(asked);
  expect(askedToText(NOTHING_ASKED)).toBe('');
  expect(askedFromText('')).toEqual(NOTHING_ASKED);
});

test.each([
  'x',
  '3',
  'null',
  '[]',
  '{"prompts": 3}',
  '{"prompts": [3, [], [{"role": 1}], null], "system": 5}',
])('of %s, which is something else, nothing is taken', (text) => {
  expect(askedFromText(text)).toEqual(NOTHING_ASKED);
});

test('fields in which nothing was typed are no prompts', () => {
  expect(withoutEmpty({ ...NOTHING_ASKED, prompts: ['', 'a', ' \n', [user(' ')]] }).prompts).toEqual(['a']);
  expect(textOf([user('first'), { role: 'assistant', content: 'x' }, user('last')])).toBe('last');
  expect(textOf([{ role: 'tool', content: 'x' }])).toBe('x');
});

test('turns that are empty, and what the assistant says last, are not sent', () => {
  const assistant = (content: string) => ({ role: 'assistant', content });
  const sent = (...turns: { role: string; content: string }[]) =>
    withoutEmpty({ ...NOTHING_ASKED, prompts: [turns] }).prompts;
  expect(sent(user('a'), assistant('b'))).toEqual([[user('a')]]);
  expect(sent(user('a'), assistant(''), user('c'), assistant(' '))).toEqual([[user('a'), user('c')]]);
  expect(sent(assistant('b'), user(''))).toEqual([]);
  expect(sent(user('a'), assistant('b'), user('c'))).toEqual([[user('a'), assistant('b'), user('c')]]);
});

test('the usual template has no name on its way', () => {
  expect(chatOf(NOTHING_ASKED)).toEqual({ system: '', template: true });
  expect(chatOf({ ...NOTHING_ASKED, named: 'rag' })).toEqual({ system: '', template: true, named: 'rag' });
});

test('what a running model is asked comes back as it was typed', () => {
  const chat = (...messages: object[]) => ({ messages, template: 't' });
  const session = {
    prompts: { train: ['<one>', 'plain \\n', '<two>'], heldOut: ['plain \\n'] },
    reading: {
      chats: new Map([
        ['<one>', chat({ role: 'system', content: 's' }, user('one\n'))],
        ['<two>', chat(user('a'), { role: 'assistant', content: 'b' }, user('c'))],
      ]),
    },
  } as unknown as SessionInfo;
  expect(askedOfSession(session)).toEqual([
    'one\n',
    'plain \\n',
    [user('a'), { role: 'assistant', content: 'b' }, user('c')],
  ]);
});
