/** What a model reads of what a person asks: through its template or not, counted, refused in words. */
import { describe, expect, it } from 'vitest';
import { CheckpointError } from '../../../src/files/errors.ts';
import { OPENINGS, QUESTIONS } from '../../../src/model/prompts/openings.ts';
import { longestPrompt, promptIds, remembering } from '../../../src/model/prompts/promptIds.ts';
import { preparePrompts, type PromptModel } from '../../../src/model/prompts/prompts.ts';
import { TEMPLATES } from '../../fixtures/chatTemplates.ts';

/** A token for each character, but one for each of these. */
const SPECIAL = /<[^<>\s]+>|[^]/gu;
const START = -1;
const tokenizer = (startIds: readonly number[], bosId: number | null) => ({
  encode: (text: string) => Array.from(text.match(SPECIAL) ?? [], (piece) => piece.codePointAt(0)!),
  startIds,
  bosId,
});

function model(template: keyof typeof TEMPLATES | null, change: Partial<PromptModel> = {}): PromptModel {
  const { source, tokens } = template ? TEMPLATES[template] : { source: undefined, tokens: {} };
  return {
    tokenizer: tokenizer([START], START),
    tokenizerConfig: { ...tokens, chat_template: source },
    files: new Map(),
    prompts: null,
    ...change,
  };
}

describe('prompts of a model with a chat template', () => {
  it('go through it, after the system text, and say what they were made of', async () => {
    const { prompts, chats, tokens, template } = await preparePrompts(model('zephyr'), ['Hi\\n there\n'], {
      system: 'Be brief.',
    });
    const text = '<|system|>\nBe brief.</s>\n<|user|>\nHi\\n there\n</s>\n<|assistant|>\n';
    expect(prompts).toEqual({ train: [text], heldOut: [text] });
    expect(chats.get(text)).toEqual({
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi\\n there\n' },
      ],
      template: template?.used,
    });
    // No start token but the template's own.
    expect(tokens.get(text)).toBe(tokenizer([], null).encode(text).length);
    expect(longestPrompt({ tokens })).toBe(tokens.get(text));
  });

  it('may have a system text of their own, which makes them prompts of another kind', async () => {
    const own = [
      { role: 'system', content: 'Own.' },
      { role: 'user', content: 'Hi' },
    ];
    const { prompts, chats, template } = await preparePrompts(model('chatml'), [own, 'Hi'], {
      system: 'Ours.',
    });
    const [first, second] = prompts.train.map((text) => chats.get(text)!);
    expect(first.messages).toEqual(own);
    expect(first.template).not.toBe(second.template);
    expect(second.template).toBe(template?.used);
  });

  it('are as they were typed where it is switched off', async () => {
    const turns = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello' },
    ];
    const off = await preparePrompts(model('chatml'), ['a', turns], { template: false, system: 'unused' });
    expect(off.prompts.train).toEqual(['a', 'Hi\n\nHello']);
    expect(off.chats.size).toBe(0);
    expect(off.template).toEqual({ name: 'default', used: null, date: null });
    expect(off.tokens.get('a')).toBe(2);
  });

  it('are questions where nobody asks and the folder has none, and the folder’s own where it has', async () => {
    const asked = await preparePrompts(model('mistral'));
    expect(asked.prompts.train.length + asked.prompts.heldOut.length).toBe(QUESTIONS.length);
    expect(asked.prompts.train[0]).toBe(`<s> [INST] ${QUESTIONS[0]} [/INST]`);
    const own = model('mistral', { prompts: { train: ['x'], heldOut: ['y', 'z'] } });
    expect((await preparePrompts(own)).prompts).toEqual({
      train: ['<s> [INST] x [/INST]'],
      heldOut: ['<s> [INST] y [/INST]', '<s> [INST] z [/INST]'],
    });
  });

  it('are refused with the template’s words and a way out', async () => {
    const refused = preparePrompts(model('gemma'), ['ok', 'ok'], { system: 'x' });
    await expect(refused).rejects.toThrow(CheckpointError);
    await expect(refused).rejects.toThrow(
      'Prompt 1 cannot be written. The chat template refuses these messages: System role not supported. Nothing was opened. Change the prompt or the system prompt, or switch the chat template off.',
    );
    const turns = [{ role: 'assistant', content: 'first' }];
    await expect(preparePrompts(model('gemma'), ['ok', turns])).rejects.toThrow('Prompt 2 cannot be written');
    const broken = { ...model(null), tokenizerConfig: { chat_template: '{% if %}' } };
    await expect(preparePrompts(broken, ['a'])).rejects.toThrow('switch the chat template off');
    expect((await preparePrompts(broken, ['a'], { template: false })).prompts.train).toEqual(['a']);
  });

  it('go through the one of several that is chosen, and rankings can tell', async () => {
    const several = {
      ...model(null),
      tokenizerConfig: {
        chat_template: ['tool_use', 'rag'].map((name) => ({
          name,
          template: `${name} {{ messages[0]['content'] }}`,
        })),
      },
    };
    const usual = await preparePrompts(several, ['a']);
    expect(usual.texts).toEqual(['tool_use a']);
    const chosen = await preparePrompts(several, ['a'], { named: 'rag' });
    expect(chosen.texts).toEqual(['rag a']);
    expect(chosen.template).toMatchObject({ name: 'rag' });
    expect(chosen.template?.used).not.toBe(usual.template?.used);
    expect(chosen.chats.get('rag a')?.template).toBe(chosen.template?.used);
    await expect(preparePrompts(several, ['a'], { named: 'default' })).rejects.toThrow(
      'The model has no chat template called "default". Nothing was opened. Choose one that it has: "tool_use", "rag".',
    );
  });

  it('have one date, which is told, where the template writes one', async () => {
    const dated = {
      ...model(null),
      tokenizerConfig: {
        chat_template: "{{ strftime_now('%d %b %Y %H:%M:%S') }} {{ messages[0]['content'] }}",
      },
    };
    const written = await preparePrompts(dated, ['a', 'b'], { date: '2025-03-03T14:05:09' });
    expect(written.texts).toEqual(['03 Mar 2025 14:05:09 a', '03 Mar 2025 14:05:09 b']);
    expect(written.template?.date).toBe('2025-03-03T14:05:09');
    const now = await preparePrompts(dated, ['a', 'b']);
    expect(await preparePrompts(dated, ['a', 'b'], { date: now.template!.date! })).toEqual(now);
    expect((await preparePrompts(model('chatml'), ['a'])).template?.date).toBeNull();
    expect((await preparePrompts(dated, ['a'], { template: false })).template?.date).toBeNull();
  });

  it('are found in files of their own', async () => {
    const files = new Map([
      ['chat_template.jinja', new TextEncoder().encode("[{{ messages[0]['content'] }}]")],
    ]);
    expect((await preparePrompts(model('chatml', { files }), ['a'])).prompts.train).toEqual(['[a]']);
    const legacy = new Map([['chat_template.json', new TextEncoder().encode('{"chat_template": "old"}')]]);
    expect((await preparePrompts(model(null, { files: legacy }), ['a'])).prompts.train).toEqual(['old']);
    const torn = new Map([['chat_template.json', new TextEncoder().encode('{"chat_te')]]);
    expect((await preparePrompts(model(null, { files: torn }), ['a'])).template).toBeNull();
  });
});

describe('prompts of a model without one', () => {
  it('are texts after the start token, or openings', async () => {
    const { prompts, tokens, template } = await preparePrompts(model(null));
    expect([...prompts.train, ...prompts.heldOut].sort()).toEqual([...OPENINGS].sort());
    expect(tokens.get(OPENINGS[0])).toBe(OPENINGS[0].length + 1);
    expect(template).toBeNull();
  });

  it('may be empty where there is a start token, and are refused where there is none', async () => {
    const empty = (startIds: number[], bosId: number | null) =>
      preparePrompts(
        model(null, { tokenizer: tokenizer(startIds, bosId), prompts: { train: ['a', ''], heldOut: [] } }),
      );
    expect((await empty([START], START)).tokens.get('')).toBe(1);
    expect((await empty([], START)).tokens.get('')).toBe(1);
    await expect(empty([], null)).rejects.toThrow('Prompt 2 is empty, and the model has no start token');
  });

  it('are read after the start token, which stands alone for an empty one', () => {
    expect(promptIds(tokenizer([START], 5), 'a', false)).toEqual([START, 97]);
    expect(promptIds(tokenizer([START], 5), 'a', true)).toEqual([97]);
    expect(promptIds(tokenizer([], 5), '', true)).toEqual([5]);
    expect(promptIds(tokenizer([], null), '', false)).toEqual([]);
  });
});

it('texts are encoded once while somebody types', () => {
  let asked = 0;
  const plain = tokenizer([START], START);
  const counting = { ...plain, encode: (text: string) => (asked++, plain.encode(text)) };
  const quick = remembering(counting);
  expect([quick.encode('ab'), quick.encode('c'), quick.encode('ab')]).toEqual([[97, 98], [99], [97, 98]]);
  expect(asked).toBe(2);
  expect(quick).toMatchObject({ startIds: [START], bosId: START });
});
