import { describe, expect, it } from 'vitest';
import { PromptFileError, readPromptFile } from '../../../src/model/prompts/promptFile.ts';

const user = (content: string) => ({ role: 'user', content });
const jsonl = (...rows: unknown[]) => rows.map((row) => JSON.stringify(row)).join('\n');

describe('prompts out of a file', () => {
  it.each<[string, string, string, readonly unknown[]]>([
    ['one a line', 'a.txt', '\uFEFFOnce upon \r\n\r\n  a \\n b\n', ['Once upon', '  a \\n b']],
    ['plain lines, whatever it is called', 'notes', 'one\ntwo', ['one', 'two']],
    [
      'rows with a prompt',
      'a.jsonl',
      jsonl({ prompt: 'a\nb', id: 3 }, { prompt: '' }, 'c'),
      ['a\nb', '', 'c'],
    ],
    ['rows with messages', 'a.jsonl', jsonl({ messages: [user('x')] }), [[user('x')]]],
    ['messages under “prompt”', 'a.ndjson', jsonl({ prompt: [user('x')] }), [[user('x')]]],
    [
      'a conversation without the answer that ends it',
      'a.jsonl',
      jsonl({ messages: [{ role: 'system', content: 's' }, user('x'), { role: 'assistant', content: 'y' }] }),
      [[{ role: 'system', content: 's' }, user('x')]],
    ],
    [
      'texts in parts',
      'a.jsonl',
      jsonl({
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'a' },
              { type: 'text', text: 'b' },
            ],
          },
        ],
      }),
      [[user('ab')]],
    ],
    ['a list', 'a.json', JSON.stringify(['a', { prompt: 'b' }]), ['a', 'b']],
    ['a folder’s own', 'prompts.json', JSON.stringify({ train: ['a'], heldout: ['b'] }), ['a', 'b']],
    [
      'a column, with its line breaks',
      'a.csv',
      'id,Prompt\r\n1,"a, ""b""\nc"\r\n2,d\r\n',
      ['a, "b"\nc', 'd'],
    ],
    ['tabs', 'a.tsv', 'prompt\tid\na, b\t1\n', ['a, b']],
    ['a single column', 'a.csv', 'Why?\nHow?\n', ['Why?', 'How?']],
  ])('%s', async (_, name, text, prompts) => {
    expect(await readPromptFile(name, text)).toEqual(prompts);
  });

  it.each([
    ['a.txt', ' \n\n', 'There are no prompts in a.txt.'],
    ['a.jsonl', '{"prompt": "a"}\n\n{"prompt":', 'Line 3 is not JSON.'],
    ['a.jsonl', '{"text": "a"}', 'Line 1 has no text “prompt” and no list “messages”: {"text":"a"}.'],
    ['a.jsonl', '{"messages": [{"role": "user"}]}', 'Line 1 has a message without a role and a text'],
    ['a.jsonl', '{"messages": [null]}', 'Line 1 has a message without a role and a text: null.'],
    ['a.jsonl', jsonl({ messages: [{ role: 'assistant', content: 'x' }] }), 'in which nobody asks'],
    ['a.json', '{"a": 1}', 'a.json is not a list of prompts.'],
    ['a.csv', 'a,b\n1,2\n', 'a.csv has no column “prompt”. Its columns are: a, b.'],
    ['a.csv', 'prompt,b\n"open,2\n', 'a.csv is no table that can be read'],
    ['a.csv', '', 'There are no prompts in a.csv.'],
  ])('%s with %j is refused', async (name, text, message) => {
    const refused = readPromptFile(name, text);
    await expect(refused).rejects.toThrow(PromptFileError);
    await expect(refused).rejects.toThrow(message);
    await refused.catch((error: Error) => expect(error.message.length).toBeLessThan(300));
  });
});
