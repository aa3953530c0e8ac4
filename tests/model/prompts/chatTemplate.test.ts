/** Templates in the styles of published models, written as transformers writes them; refusals in words. */
import { describe, expect, it } from 'vitest';
import { templateTokens } from '../../../src/files/config/chatTemplates.ts';
import {
  ChatTemplateError,
  openChatTemplate,
  systemOf,
  templateId,
} from '../../../src/model/prompts/chatTemplate.ts';
import { formatDate, localDate, parseLocalDate } from '../../../src/model/prompts/templateDate.ts';
import { DIALOGUE, QUESTION, TEMPLATES } from '../../fixtures/chatTemplates.ts';

const DAY = new Date(2025, 2, 3, 14, 5, 9);
const open = (source: string, tokens: object = {}) =>
  openChatTemplate({ name: 'default', source }, templateTokens(tokens), () => DAY);

describe.each(Object.entries(TEMPLATES))('a template in the style of %s', (_, fixture) => {
  it('writes turns and opens the answer', async () => {
    expect((await open(fixture.source, fixture.tokens))(DIALOGUE)).toBe(fixture.dialogue);
  });

  it('writes a system text, or says in its own words that it will not', async () => {
    const write = await open(fixture.source, fixture.tokens);
    const messages = [{ role: 'system', content: 'Be brief.' }, ...DIALOGUE];
    const { withSystem } = fixture;
    if (typeof withSystem === 'string') expect(write(messages)).toBe(withSystem);
    else expect(() => write(messages)).toThrow(withSystem.refusal);
  });
});

const refusal = async (source: string): Promise<string> => {
  const write = await open(source);
  try {
    return write(QUESTION);
  } catch (error) {
    return (error as Error).message;
  }
};

describe('a template', () => {
  it('keeps what a person wrote, line breaks and spaces too, where it does not trim it', async () => {
    const { source, tokens } = TEMPLATES.zephyr;
    expect((await open(source, tokens))(QUESTION)).toBe('<|user|>\n Why?\nSay! </s>\n<|assistant|>\n');
  });

  it('knows only the special tokens that are set', async () => {
    const write = await open(
      '[{{ bos_token }}|{{ eos_token }}{% if pad_token is defined %}|pad{% endif %}]',
      {
        bos_token: null,
        eos_token: { content: '</s>' },
        pad_token: 3,
      },
    );
    expect(write(QUESTION)).toBe('[|</s>]');
  });

  it('that cannot be read is refused with the reason', async () => {
    await expect(open('{% for x in %}')).rejects.toThrow(ChatTemplateError);
    await expect(open('{% if a %}')).rejects.toThrow('The chat template cannot be read: ');
  });

  it('that goes on for ever is stopped, and a long reason is cut', async () => {
    const endless = await open('{% for i in range(10000000000) %}x{% endfor %}');
    expect(() => endless(QUESTION)).toThrow('a range of 10000000000 numbers');
    const wordy = await open(`{{ raise_exception('${'no '.repeat(300)}') }}`);
    expect(() => wordy(QUESTION)).toThrow(/^.{100,250}$/);
  });

  it('that takes loops in loops, or a text that doubles, is stopped too', async () => {
    const loops = '{% for i in range(90000) %}{% for j in range(90000) %}x{% endfor %}{% endfor %}';
    expect(await refusal(loops)).toMatch(
      /refuses these messages: it (takes more than 500000 steps|writes more)/,
    );
    const doubled = `{% set ns = namespace(x='ab') %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}`;
    expect(await refusal(doubled)).toMatch(/it writes more than \d+ characters/);
  });

  it('that writes a book around a prompt is refused by name, and so is one that is a book', async () => {
    const book = await openChatTemplate({ name: 'rag', source: 'x'.repeat(100_000) }, {}, () => DAY);
    expect(() => book(QUESTION)).toThrow(
      /^The chat template "rag" refuses .* writes more than 20\d+ characters/,
    );
    await expect(open('x'.repeat(300_000))).rejects.toThrow('has 300000 characters');
    // A long prompt is the person's own.
    const long = [{ role: 'user', content: 'y'.repeat(100_000) }];
    expect((await open('{{ messages[0].content }}!'))(long)).toHaveLength(100_001);
  });

  it('has a short name of its own with each system text', () => {
    const id = templateId('a', '');
    expect(id).toMatch(/^[0-9a-f]{12}$/);
    expect(templateId('a', '')).toBe(id);
    expect(new Set([id, templateId('b', ''), templateId('a', 'x'), templateId('ax', '')]).size).toBe(4);
    expect(systemOf([{ role: 'system', content: 's' }, ...QUESTION])).toBe('s');
    expect(systemOf(QUESTION)).toBe('');
  });
});

it.each([
  ['%d %b %Y', '03 Mar 2025'],
  ['%A, %B %-d %y', 'Monday, March 3 25'],
  ['%H:%M:%S %I%p %%', '14:05:09 02PM %'],
  ['%Q %constructor', '%Q %constructor'],
])('a date as %s', (format, written) => {
  expect(formatDate(DAY, format)).toBe(written);
});

it('a date comes back from its text, and what is none does not', () => {
  expect(localDate(DAY)).toBe('2025-03-03T14:05:09');
  expect(parseLocalDate('2025-03-03T14:05:09')).toEqual(DAY);
  expect(localDate(parseLocalDate('2024-02-29')!)).toBe('2024-02-29T00:00:00');
  for (const text of [
    '',
    'today',
    '2025-2-3',
    '2025-02-30',
    '2025-13-01',
    '2025-03-03T25:00:00',
    '2025-03-03T14:05',
  ])
    expect(parseLocalDate(text), text).toBeNull();
});
