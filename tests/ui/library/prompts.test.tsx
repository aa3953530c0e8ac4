/** What a model of one's own is asked, on the page: typed, from files, through its chat template; and on the card. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { OpenRequest, SessionInfo } from '../../../src/workers/protocol.ts';
import { STORED } from '../fakeModels.ts';
import { mount, unmount, type Mounted } from '../mount.tsx';
import { memoryStorage } from '../memoryStorage.ts';
import { violations } from '../violations.ts';

beforeEach(() => page.viewport(1280, 900));
afterEach(unmount);

const button = (name: string) => page.getByRole('button', { name, exact: true });
const field = (name: string) => page.getByRole('textbox', { name, exact: true });
const preview = () => page.getByLabelText('What the model reads', { exact: true });
const template = () => page.getByRole('checkbox', { name: 'Through the model’s chat template' });
const lastOpen = ({ trainer }: Mounted) => trainer.callsOf('open').at(-1)?.[0] as OpenRequest;

async function choose(options: Parameters<typeof mount>[0] = {}): Promise<Mounted> {
  const mounted = await mount({ ...options, models: { models: [STORED], ...options.models } });
  mounted.app.toggleDialog('model');
  mounted.app.models.choose({ kind: 'stored', id: STORED.id });
  await expect.element(field('Prompt 1')).toBeVisible();
  return mounted;
}

async function openIt({ trainer }: Mounted): Promise<void> {
  const before = trainer.callsOf('open').length;
  await button('Open').click();
  await expect.poll(() => trainer.callsOf('open').length).toBe(before + 1);
}

test('a chat template is used by default, shows the exact text, and can be switched off', async () => {
  const mounted = await choose({ models: { template: 'default' } });
  await expect.element(template()).toBeChecked();
  await expect.element(preview()).toHaveTextContent('<user>What is new?<answer>');
  await field('Prompt 1').fill('Why?');
  await field('System prompt').fill('Be kind.');
  await expect.element(preview()).toHaveTextContent('<system>Be kind.<user>Why?<answer>');
  const [bold] = preview().element().querySelectorAll('b');
  expect(bold.textContent).toBe('Why?');
  await expect.element(page.getByText('Prompt 1: 34 tokens')).toBeVisible();
  await openIt(mounted);
  expect(lastOpen(mounted)).toMatchObject({
    prompts: ['Why?'],
    chat: { system: 'Be kind.', template: true },
  });

  mounted.app.toggleDialog('model');
  mounted.app.models.choose({ kind: 'stored', id: STORED.id });
  await expect.element(field('System prompt')).toHaveValue('Be kind.');
  await template().click();
  await expect.element(field('System prompt')).not.toBeInTheDocument();
  await expect.element(preview()).toHaveTextContent(/^Why\?$/);
  await openIt(mounted);
  expect(lastOpen(mounted)).toMatchObject({ prompts: ['Why?'], chat: { template: false } });
});

test('one of several templates is chosen, kept, and told when it writes the date', async () => {
  const storage = memoryStorage();
  const mounted = await choose({ storage, models: { template: ['plain', 'rag', 'date'] } });
  const which = page.getByLabelText('Which template');
  await expect.element(which).toHaveValue('plain');
  await field('Prompt 1').fill('Why?');
  await which.selectOptions('rag');
  await expect.element(preview()).toHaveTextContent('<rag><user>Why?<answer>');
  await expect.element(page.getByText(/writes today’s date/)).not.toBeInTheDocument();
  await which.selectOptions('date');
  await expect.element(page.getByText(/This template writes today’s date \(2025-03-03\)/)).toBeVisible();
  expect(await violations()).toEqual([]);
  await openIt(mounted);
  expect(lastOpen(mounted).chat).toEqual({ system: '', template: true, named: 'date' });

  mounted.app.toggleDialog('model');
  mounted.app.models.choose({ kind: 'stored', id: STORED.id });
  await expect.element(which).toHaveValue('date');
  await which.selectOptions('plain');
  await openIt(mounted);
  expect(lastOpen(mounted).chat).toBeUndefined();
});

test('a single template is no choice', async () => {
  await choose({ models: { template: 'default' } });
  await expect.element(template()).toBeChecked();
  await expect.element(page.getByLabelText('Which template')).not.toBeInTheDocument();
});

test('turns of a conversation are added and removed, with the keyboard too', async () => {
  const mounted = await choose({ models: { template: 'default' } });
  await field('Prompt 1').fill('Hi');
  await button('Add a turn to prompt 1').click();
  await expect.element(field('Prompt 1, assistant')).toHaveFocus();
  await userEvent.keyboard('Hello');
  await expect.element(page.getByText(/says last is what the model is to write/)).toBeVisible();
  await expect.element(preview()).toHaveTextContent(/^<user>Hi<answer>$/);
  // From the field to the button that removes the turn, and on to the one that adds.
  await userEvent.keyboard('{Tab}{Tab}{Enter}');
  await expect.element(field('Prompt 1, user').nth(1)).toHaveFocus();
  await userEvent.keyboard('Why?');
  await expect.element(preview()).toHaveTextContent(/^<user>Hi<assistant>Hello<user>Why\?<answer>$/);
  await page.getByLabelText('Who speaks, turn 1 of prompt 1').selectOptions('system');
  await expect.element(preview()).toHaveTextContent(/^<system>Hi<assistant>Hello<user>Why\?<answer>$/);
  expect(await violations()).toEqual([]);
  await button('Remove turn 2 of prompt 1').click();
  await expect.element(field('Prompt 1, user')).toHaveFocus();
  await openIt(mounted);
  expect(lastOpen(mounted).prompts).toEqual([
    [
      { role: 'system', content: 'Hi' },
      { role: 'user', content: 'Why?' },
    ],
  ]);
});

test('turns at the smallest size, in 中文 too', async () => {
  await page.viewport(320, 700);
  const mounted = await choose({ models: { template: ['default', 'date'] } });
  await button('Add a turn to prompt 1').click();
  await mounted.app.toggleLanguage();
  await expect.element(button('删除提示 1 的第 2 轮')).toBeVisible();
  await expect.element(button('给提示 1 添加一轮')).toBeVisible();
  const { scrollWidth, clientWidth } = document.querySelector('dialog')!;
  expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
  expect(await violations()).toEqual([]);
});

test('what a template refuses is said before anything opens', async () => {
  await choose({ models: { template: 'default' } });
  await field('System prompt').fill('no');
  await expect.element(page.getByText('The template refuses a system text.')).toBeVisible();
  await field('System prompt').fill('yes');
  await expect.element(page.getByText('The template refuses a system text.')).not.toBeInTheDocument();
});

test('a model without a template has no switch', async () => {
  await choose();
  await expect.element(preview()).toHaveTextContent('What is new?');
  await expect.element(template()).not.toBeInTheDocument();
});

test('line breaks and backslashes are typed as they are, and come back so', async () => {
  const storage = memoryStorage();
  const mounted = await choose({ storage });
  await field('Prompt 1').click();
  await userEvent.keyboard('def f():{Enter}  print("\\n"){Enter}');
  await button('Add a prompt').click();
  await expect.element(field('Prompt 2')).toHaveFocus();
  await userEvent.keyboard('C:\\new\\table, name: Bob');
  const prompts = ['def f():\n  print("\\n")\n', 'C:\\new\\table, name: Bob'];
  await openIt(mounted);
  expect(lastOpen(mounted).prompts).toEqual(prompts);
  const again = await mount({ hash: mounted.hash(), storage, models: { models: [STORED] } });
  expect(lastOpen(again).prompts).toEqual(prompts);
});

test('prompts as earlier versions kept them still open', async () => {
  const storage = memoryStorage({ [`nudge:prompts:${STORED.id}`]: 'Q: why?\\nA:\nThe sea' });
  const mounted = await choose({ storage });
  await expect.element(field('Prompt 1')).toHaveValue('Q: why?\nA:');
  await openIt(mounted);
  expect(lastOpen(mounted).prompts).toEqual(['Q: why?\nA:', 'The sea']);
});

test('the prompts of the model that runs are taken as they were typed', async () => {
  const turns = [
    { role: 'user', content: 'a' },
    { role: 'assistant', content: 'b' },
    { role: 'user', content: 'c' },
  ];
  const chat = (messages: readonly object[]) => ({ messages, template: 't' });
  const session = {
    prompts: { train: ['<1>', '<2>', 'a\\nb'], heldOut: [] },
    reading: {
      chats: new Map([
        [
          '<1>',
          chat([
            { role: 'system', content: 's' },
            { role: 'user', content: 'one\n\\n' },
          ]),
        ],
        ['<2>', chat(turns)],
      ]),
      tokens: new Map(),
      context: 96,
      template: null,
    },
  } as unknown as Partial<SessionInfo>;
  const mounted = await choose({ trainer: { session } });
  await button('Take those of blurbs-tiny').click();
  await expect.element(field('Prompt 2, assistant')).toHaveValue('b');
  await field('Prompt 2, user').first().fill('A');
  await openIt(mounted);
  expect(lastOpen(mounted).prompts).toEqual([
    'one\n\\n',
    [{ role: 'user', content: 'A' }, ...turns.slice(1)],
    'a\\nb',
  ]);
});

test('a file adds prompts, or says where it cannot be read', async () => {
  const mounted = await choose();
  await field('Prompt 1').fill('typed');
  const input = page.getByLabelText('From a file …').element() as HTMLInputElement;
  const give = (name: string, text: string) => userEvent.upload(input, new File([text], name));
  await give('mine.jsonl', '{"prompt": "one\\ntwo"}\n{"messages": [{"role": "user", "content": "x"}]}');
  await expect.element(page.getByText('2 prompts taken from mine.jsonl.')).toBeVisible();
  await expect.element(field('Prompt 1')).toHaveValue('typed');
  await expect.element(field('Prompt 2')).toHaveValue('one\ntwo');
  await button('One prompt a line, of prompt 2').click();
  await expect.element(field('Prompt 3')).toHaveValue('two');
  await give('broken.jsonl', '{"prompt":');
  await expect.element(page.getByText('Line 1 is not JSON. Nothing was taken from the file.')).toBeVisible();
  await give('many.txt', Array.from({ length: 300 }, (_, i) => `line ${i}`).join('\n'));
  await expect.element(page.getByText('304 prompts', { exact: true })).toBeVisible();
  await expect.element(field('Prompt 11')).not.toBeInTheDocument();
  await button('Show 100 more').click();
  await expect.element(field('Prompt 110')).toBeVisible();
  await openIt(mounted);
  expect(lastOpen(mounted).prompts).toHaveLength(304);
});

test('a prompt that is too long is named before anything opens', async () => {
  await choose();
  await field('Prompt 1').fill('x'.repeat(300));
  await expect.element(page.getByText(/^300 tokens\. Too long: 196 tokens are left/)).toBeVisible();
  await expect
    .element(page.getByText('No prompt leaves room for an answer.', { exact: false }))
    .toBeVisible();
  await button('Add a prompt').click();
  await field('Prompt 2').fill('short');
  await expect
    .element(page.getByText('No prompt leaves room for an answer.', { exact: false }))
    .not.toBeInTheDocument();
});

test.each(['light', 'dark'] as const)(
  'nothing for axe to complain about, %s, both languages',
  async (theme) => {
    const storage = memoryStorage({ 'nudge:theme': theme });
    const { app } = await choose({ storage, models: { template: 'default' } });
    await field('Prompt 1').fill('Why?\n'.repeat(90));
    await expect.element(page.getByText('Too long', { exact: false })).toBeVisible();
    expect(await violations()).toEqual([]);
    await app.toggleLanguage();
    await expect.element(page.getByLabelText('模型读到的内容')).toBeVisible();
    expect(await violations()).toEqual([]);
    await page.viewport(390, 800);
    const dialog = page.getByRole('dialog').element();
    expect(dialog.scrollWidth - dialog.clientWidth).toBe(0);
  },
);

const own = (train: readonly string[], reading: Partial<SessionInfo['reading']> = {}) => ({
  model: STORED.id,
  modelLabel: STORED.label,
  prompts: { train, heldOut: [] },
  reading: { chats: new Map(), tokens: new Map(), context: 96, template: null, ...reading },
});
const card = () => page.getByRole('region', { name: 'Prompt the model was given' });

test('a prompt of one’s own is shown as it is, facts or not', async () => {
  const prompt = 'Write an email, name: Bob, role: manager\n  with \\n';
  await mount({ trainer: { session: own([prompt]) } });
  await expect.poll(() => card().element().textContent).toBe(prompt);
  expect(getComputedStyle(card().element().querySelector('p')!).whiteSpace).toBe('pre-wrap');
});

test('a templated prompt shows the person’s words, the template dimmed, and its ranking keeps both', async () => {
  const text = '<|im_start|>user\nuser<|im_end|>\n<|im_start|>assistant\n';
  const chat = { messages: [{ role: 'user', content: 'user' }], template: 'abc' };
  const session = own([text], { chats: new Map([[text, chat]]) });
  const { app } = await mount({ trainer: { session } });
  await expect.poll(() => card().element().textContent).toBe(text);
  expect([...card().element().querySelectorAll('b')].map((node) => node.textContent)).toEqual(['user']);
  await expect.poll(() => app.ranking.getState().current?.streaming).toBe(false);
  await userEvent.keyboard('1');
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => app.preferences.store.getState().events.length).toBe(1);
  expect(app.preferences.store.getState().events[0]).toMatchObject({ prompt: text, chat });
});

test('an empty prompt is asked like any other', async () => {
  const { trainer } = await mount({ trainer: { session: own(['']) } });
  await expect.poll(() => trainer.callsOf('generate').length).toBeGreaterThan(0);
  expect(trainer.callsOf('generate')[0][0]).toMatchObject({ prompt: '' });
  await expect.element(card()).toHaveTextContent('∅');
});

test('rankings under another template are told apart, and kept', async () => {
  const chats = new Map([['<a>', { messages: [{ role: 'user', content: 'a' }], template: 'new' }]]);
  const { app, trainer } = await mount({ trainer: { session: own(['<a>'], { chats }) } });
  const events = [1, 2, 3].map((at) => ({
    type: 'ranking' as const,
    id: `r${at}`,
    at,
    prompt: `<${at}>`,
    chat: { messages: [], template: at === 3 ? 'new' : 'old' },
    answers: ['x', 'y'].map((text) => ({ text, tokens: [1], finished: true, iteration: 0 })),
    tiers: [[0], [1]],
    rater: 'person' as const,
    leadTime: 0,
  }));
  await app.preferences.append(events);
  await expect
    .element(page.getByText('2 of 3 rankings were given to prompts in another form', { exact: false }))
    .toBeVisible();
  expect(trainer.callsOf('open')).toHaveLength(1);
});

test('a prompt that became too long, or that failed, is passed over for another', async () => {
  const tokens = new Map([
    ['long', 60],
    ['first', 5],
    ['second', 5],
  ]);
  const session = own(['long', 'first', 'second'], { tokens });
  const { app, trainer } = await mount({ trainer: { session } });
  await expect.poll(() => app.ranking.getState().queue.length).toBe(1);
  const asked = () => trainer.callsOf('generate').map(([request]) => (request as { prompt: string }).prompt);
  expect([...asked()].sort()).toEqual(['first', 'second']);

  const answering = trainer.generate.bind(trainer);
  const later: string[] = [];
  trainer.generate = (request) => {
    later.push(request.prompt);
    return request.prompt === 'first' ? Promise.reject(new Error('No.')) : answering(request);
  };
  app.rater.source.discard();
  app.rater.source.fill();
  await expect.poll(() => app.ranking.getState().error).toBe('No.');
  await button('Try again').click();
  await expect.poll(() => app.ranking.getState().queue.length).toBe(1);
  expect(later.filter((prompt) => prompt === 'first')).toHaveLength(1);
});
