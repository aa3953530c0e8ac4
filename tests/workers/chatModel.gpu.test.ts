/** A model that brings a chat template and several end tokens: what it reads, writes, learns from and leaves behind. */
import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { MemoryStorage } from '../../src/files/bytes/storage.ts';
import type { ExportResult } from '../../src/workers/exportProtocol.ts';
import type { Message } from '../../src/model/prompts/chatTemplate.ts';
import type { OpenRequest } from '../../src/workers/protocol.ts';
import type { PreferenceEvent } from '../../src/preferences/event.ts';
import { singleModel, type Files } from '../files/folder/ownModel.ts';
import { TINY_SETTINGS } from '../rl/tinyRun.ts';
import { openSession, prepareSession, type SessionOptions } from './openSession.ts';

/** What this model's stories end sentences with. */
const PERIOD = 426;
const TEMPLATE =
  "{{ bos_token }}{% for m in messages %}{% if m['role'] == 'system' and m['content'] == 'no' %}{{ raise_exception('no system, please') }}{% endif %}{{ m['role'] }}: {{ m['content'] }}{{ eos_token }}{% endfor %}{% if add_generation_prompt %}story:{% endif %}";
const PROMPTS = ['Once upon a time', 'a cat\nsat \\n down', 'the sea', 'her hat'];
const SETTINGS = { ...TINY_SETTINGS, maxNewTokens: 24 };

let files: Files;

beforeAll(async () => {
  const json = (value: object) => new TextEncoder().encode(JSON.stringify(value));
  files = {
    ...(await singleModel()),
    'chat_template.jinja': new TextEncoder().encode(TEMPLATE),
    'generation_config.json': json({
      eos_token_id: [2, PERIOD],
      temperature: 0.3,
      transformers_version: '4.40',
    }),
  };
});

function options(
  request: Partial<OpenRequest> = {},
  storage = new MemoryStorage(),
  others: Files = {},
): SessionOptions {
  const picked = Object.entries({ ...files, ...others }).map(
    ([name, bytes]) => new File([bytes as Uint8Array<ArrayBuffer>], name, { lastModified: 5 }),
  );
  const model = { kind: 'files', files: picked, label: 'chat' } as const;
  return { storage, request: { model, prompts: PROMPTS, settings: SETTINGS, ...request } };
}

const texts = (system?: string) =>
  PROMPTS.map((prompt) => `<s>${system ? `system: ${system}</s>` : ''}user: ${prompt}</s>story:`);

describe('a model with a chat template', () => {
  it('reads typed prompts through it, start token once, and says what it made of them', async () => {
    const { info } = await openSession(options({ chat: { system: 'Be kind.' } }));
    expect(info.prompts.train).toEqual(texts('Be kind.'));
    const [first] = info.prompts.train;
    expect(info.reading.chats.get(first)?.messages).toEqual([
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: PROMPTS[0] },
    ]);
    expect(info.reading.template).toEqual({
      name: 'default',
      used: info.reading.chats.get(first)?.template,
      date: null,
    });
    const plain = await openSession(options({ chat: { template: false } }));
    expect(plain.info.prompts.train).toEqual(PROMPTS);
    expect(plain.info.reading.template).toEqual({ name: 'default', used: null, date: null });
    expect(plain.info.reading.chats.size).toBe(0);
  });

  it('ends answers at every end token that its files list', async () => {
    const { session, info } = await openSession(options());
    const prompt = info.prompts.train[0];
    const answers = await session.generate({ requestId: 'a', prompt, count: 8 });
    const ended = answers.filter(({ tokens }) => tokens.at(-1) === PERIOD);
    expect(ended.length).toBeGreaterThan(0);
    expect(ended.every(({ finished, text }) => finished && !text.endsWith('.'))).toBe(true);
    for (const { tokens } of answers) expect(tokens.slice(0, -1)).not.toContain(PERIOD);
  });

  it('keeps the text it read in rankings, with the words it was made of', async () => {
    const { session, told, info } = await openSession(options());
    await session.simulate('shorter', 4);
    await told.settled();
    const events = told.of('preferences').flatMap(({ events: some }) => some);
    expect(events).toHaveLength(4);
    for (const event of events as (PreferenceEvent & { prompt: string; chat: { messages: Message[] } })[]) {
      expect(texts()).toContain(event.prompt);
      expect(event.chat).toEqual(info.reading.chats.get(event.prompt));
    }
    const row = told.next('agreement');
    await session.step('iteration');
    expect(await row).toBeTruthy();
  });

  it('says that a run was trained under another system text', async () => {
    const storage = new MemoryStorage();
    const { session, told } = await openSession(options({}, storage));
    await session.simulate('shorter', 4);
    const saved = told.next('saved');
    await session.step('iteration');
    await saved;
    const preferences = told.of('preferences').flatMap(({ events }) => events);
    const same = await openSession(options({ preferences }, storage));
    expect(same.info).toMatchObject({ iteration: 1, warning: null });
    const other = await openSession(options({ preferences, chat: { system: 'Be kind.' } }, storage));
    expect(other.info.iteration).toBe(1);
    expect(other.info.warning).toContain('another chat template or system prompt');
  });

  it('goes on with the date on which its run began, where the template writes one', async () => {
    const template = "{{ bos_token }}{{ strftime_now('%d %b %Y') }} {{ messages[0]['content'] }}";
    const dated = (request: Partial<OpenRequest>, kept: MemoryStorage) =>
      openSession(options(request, kept, { 'chat_template.jinja': new TextEncoder().encode(template) }));
    const storage = new MemoryStorage();
    const first = await dated({ chat: { date: '2020-02-03T00:00:00' } }, storage);
    const began = ['<s>03 Feb 2020 Once upon a time', '<s>03 Feb 2020 her hat'];
    expect([first.info.prompts.train[0], first.info.prompts.train[3]]).toEqual(began);
    await first.session.simulate('shorter', 4);
    const saved = first.told.next('saved');
    await first.session.step('iteration');
    await saved;
    const preferences = first.told.of('preferences').flatMap(({ events }) => events);
    const again = await dated({ preferences }, storage);
    expect(again.info).toMatchObject({ iteration: 1, warning: null, prompts: first.info.prompts });
    expect(again.info.reading.template?.date).toBe('2020-02-03T00:00:00');
    // A run that begins anew has the date of its own day.
    const anew = await dated({ resume: false }, storage);
    expect(anew.info.reading.template?.date).toMatch(/^20[2-9]\d-/);
    expect(anew.info.prompts.train[0]).not.toBe(began[0]);
  });

  it('goes out with its template, what its files said of sampling, and prompts as they were read', async () => {
    const preferences: PreferenceEvent[] = [];
    const first = await openSession(options());
    await first.session.simulate('shorter', 2);
    await first.told.settled();
    preferences.push(...first.told.of('preferences').flatMap(({ events }) => events));
    const { session, info } = await openSession(options({ preferences }));
    const request = { dtype: 'F32', shardBytes: Infinity, target: { kind: 'zip' } } as const;
    const unzipped = async ({ zip }: ExportResult) => unzipSync(new Uint8Array(await zip!.arrayBuffer()));
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    const policy = await unzipped(await session.exportModel({ ...request, what: 'policy' }));
    expect(JSON.parse(text(policy['generation_config.json']))).toEqual({
      eos_token_id: [2, PERIOD],
      temperature: 0.3,
      transformers_version: '4.40',
    });
    expect(JSON.parse(text(policy['config.json']))).toMatchObject({ eos_token_id: [2, PERIOD] });
    expect(text(policy['chat_template.jinja'])).toBe(TEMPLATE);
    const bundle = await unzipped(await session.exportBundle(request));
    const rows = (name: string) =>
      text(bundle[name])
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { prompt: string; chat?: object });
    expect(new Set(rows('data/prompts.jsonl').map(({ prompt }) => prompt))).toEqual(new Set(texts()));
    for (const { prompt, chat } of rows('data/rankings.jsonl')) {
      expect(texts()).toContain(prompt);
      expect(chat).toBeDefined();
    }
    expect(JSON.parse(text(bundle['run.json']))).toMatchObject({
      templated: true,
      chat_template: { name: 'default', id: info.reading.template?.used, date: null },
      tokens: { start: [], ends: [2, PERIOD] },
    });
  });

  it('that refuses the messages is refused before it opens, in its own words', async () => {
    const { open } = prepareSession({ ...options({ chat: { system: 'no' } }), ownDevice: true });
    await expect(open()).rejects.toThrow(/no system, please.*switch the chat template off/);
  });
});

describe('a prompt that is too long', () => {
  const long = 'the cat sat on the mat and '.repeat(60);

  it('is named, passed over, and stops nothing', async () => {
    const { session, told, info } = await openSession(options({ prompts: [...PROMPTS.slice(0, 3), long] }));
    const text = info.prompts.train[3];
    expect(info.warning).toMatch(/^“the cat sat .*…” \(\d+ tokens\) will be passed over: /);
    expect(info.reading.tokens.get(text)).toBeGreaterThan(info.reading.context - SETTINGS.maxNewTokens);
    await expect(session.generate({ requestId: 'a', prompt: text, count: 1 })).rejects.toThrow('do not fit');
    await session.simulate('shorter', 6);
    await session.step('iteration');
    await told.settled();
    const prompts = told.of('preferences').flatMap(({ events }) => events as readonly { prompt?: string }[]);
    expect(prompts.some(({ prompt }) => prompt === text)).toBe(false);
    expect(told.of('failure')).toEqual([]);
    expect((await session.measureStep()).responses).toBeGreaterThan(0);
  });

  it('is refused in words where there is no other', async () => {
    const { open } = prepareSession({ ...options({ prompts: [long] }), ownDevice: true });
    await expect(open()).rejects.toThrow('No prompt leaves room for an answer: the shortest has ');
  });
});
