/** The bench of implicit feedback from the page: found in one click, conversed with, its events kept, weighed, taken along and learnt from. */
import { flushSync } from 'react-dom';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { createStore } from 'zustand/vanilla';
import { enImplicit as words } from '../../../../src/lab/implicit/panel/enImplicit.ts';
import { FeedbackLog } from '../../../../src/lab/implicit/panel/feedbackLog.ts';
import ImplicitPanel from '../../../../src/lab/implicit/panel/ImplicitPanel.tsx';
import type { App } from '../../../../src/ui/app/createApp.ts';
import { AppContext } from '../../../../src/ui/app/context.ts';
import type { PreferenceEvent } from '../../../../src/preferences/event.ts';
import { importRankings } from '../../../../src/preferences/importRows.ts';
import type { LabConnection } from '../../../../src/workers/labProtocol.ts';
import { fakeChat, fakeDb, type FakeChat } from './fakeChat.ts';
import { memoryStorage } from '../../../ui/memoryStorage.ts';

let root: Root | null = null;
let host: HTMLElement | null = null;

afterEach(() => {
  root?.unmount();
  host?.remove();
});

interface Mounted {
  readonly panel: HTMLElement;
  readonly model: FakeChat;
  readonly downloads: Map<string, string>;
  readonly rankings: () => readonly PreferenceEvent[];
}

function mountPanel({
  db = fakeDb(),
  failing = null as Error | null,
  items = memoryStorage(),
} = {}): Mounted {
  const model = fakeChat();
  const lab: LabConnection = {
    open: () => (failing ? Promise.reject(failing) : Promise.resolve(model)),
    close: () => undefined,
  };
  const downloads = new Map<string, string>();
  const preferences = createStore<{ events: readonly PreferenceEvent[] }>(() => ({ events: [] }));
  const app = {
    ui: createStore(() => ({ language: 'en' })),
    run: createStore(() => ({ session: null, model: { kind: 'embedded', name: 'auto' } })),
    preferences: { store: preferences },
    download: (name: string, text: string) => downloads.set(name, text),
    files: {
      async import(file: File) {
        const { events } = importRankings(preferences.getState().events, await file.text());
        preferences.setState({ events });
      },
    },
  } as unknown as App;
  host = document.createElement('div');
  document.body.append(host);
  root = createRoot(host);
  const log = new FeedbackLog(db, 20);
  flushSync(() =>
    root?.render(
      <AppContext.Provider value={app}>
        <ImplicitPanel lab={lab} log={log} items={items} />
      </AppContext.Provider>,
    ),
  );
  return { panel: host, model, downloads, rankings: () => preferences.getState().events };
}

const button = (name: string) => page.getByRole('button', { name, exact: true });
const question = () => page.getByRole('textbox', { name: words.question });
const latest = () => page.getByRole('table', { name: words.latest });
const answers = () => page.getByRole('list', { name: words.answers });

async function ask(text: string, answer: number): Promise<void> {
  await question().fill(text);
  await userEvent.keyboard('{Enter}');
  await expect.element(answers()).toHaveTextContent(`answer ${answer} more`);
}

test('a conversation by keyboard: what was done stands there, with what it counts', async () => {
  mountPanel();
  await ask('the eagle', 1);
  button(words.buttons.copy).element().focus();
  await userEvent.keyboard('{Enter}');
  button(words.buttons.regenerate).element().focus();
  await userEvent.keyboard('{Enter}');
  await expect.element(answers()).toHaveTextContent('answer 2');
  await button(words.buttons.edit).click();
  await page.getByRole('textbox', { name: words.edited }).fill('the eagle, warmly');
  await button(words.buttons.save).click();
  await expect.element(answers()).toHaveTextContent('the eagle, warmly');
  await ask('the river', 3);
  await expect.element(page.getByText(/Taken for going on/)).toBeVisible();
  await ask('the river again', 4);
  await expect.element(page.getByText(/Taken for the same again/)).toBeVisible();
  await button(words.buttons.leave).click();
  await expect.element(question()).toHaveFocus();
  await expect.element(answers()).not.toHaveTextContent('answer');
  const rows = latest().getByRole('row');
  await expect.element(rows.nth(1)).toHaveTextContent(/6.*a person.*Leave.*0\.00.*answer 4/);
  await expect.element(rows.nth(2)).toHaveTextContent(/Asked much the same again.*0\.20.*answer 3/);
  await expect.element(rows.nth(3)).toHaveTextContent(/Went on from it.*0\.70.*the eagle, warmly/);
  await expect.element(rows.nth(6)).toHaveTextContent(/Copied.*1\.00.*answer 1/);
  await expect.element(page.getByText(words.count(6, 6))).toBeVisible();
});

test('nothing is asked without a question, and what fails is told with the conversation kept', async () => {
  const { model } = mountPanel();
  await question().fill('  ');
  await button(words.ask).click();
  await expect.element(page.getByRole('alert')).toHaveTextContent(words.empty);
  await ask('the eagle', 1);
  model.failure = new Error('The GPU is gone.');
  await question().fill('the river');
  await button(words.ask).click();
  await expect.element(page.getByRole('alert')).toHaveTextContent(/The GPU is gone.*as they were/);
  await expect.element(answers()).toHaveTextContent('answer 1');
  await expect.element(question()).toHaveValue('the river');
});

test('the threshold is shown and can be moved', async () => {
  mountPanel();
  await ask('the eagle', 1);
  const threshold = page.getByRole('slider', { name: words.threshold });
  await expect.element(page.getByText(`${words.threshold} 0.60`)).toBeVisible();
  threshold.element().focus();
  await userEvent.keyboard('{Home}');
  await expect.element(page.getByText(`${words.threshold} −1.00`)).toBeVisible();
  await ask('the river', 2);
  await expect.element(page.getByText(/Taken for the same again/)).toBeVisible();
});

test('after a reload the conversation goes on where it was, asked as before, its acts counting what they were set to', async () => {
  const [db, items] = [fakeDb(), memoryStorage()];
  mountPanel({ db, items });
  await ask('the eagle', 1);
  await button(words.buttons.copy).click();
  await page.getByRole('slider', { name: words.threshold }).fill('-0.5');
  await page.getByRole('textbox', { name: words.weightOf(words.kinds.copy) }).fill('0.5');
  root?.unmount();
  host?.remove();
  mountPanel({ db, items });
  await expect.element(answers()).toHaveTextContent('answer 1');
  await expect.element(page.getByText(`${words.threshold} −0.50`)).toBeVisible();
  await expect.element(latest().getByRole('row').nth(1)).toHaveTextContent(/Copied.*0\.50.*answer 1/);
  await ask('the eagle', 1);
  await expect
    .element(latest().getByRole('row').nth(1))
    .toHaveTextContent(/Asked much the same again.*answer 1/);
  await button(words.buttons.leave).click();
  root?.unmount();
  host?.remove();
  mountPanel({ db, items });
  await expect.element(page.getByText(words.count(3, 3))).toBeVisible();
  await expect.element(answers()).not.toHaveTextContent('answer');
});

test('a weight can be changed; one that is none is told, and what it was still counts', async () => {
  const { downloads } = mountPanel();
  await ask('the eagle', 1);
  await button(words.buttons.copy).click();
  const weight = page.getByRole('textbox', { name: words.weightOf(words.kinds.copy) });
  await weight.fill('0,5');
  await expect.element(latest().getByRole('row').nth(1)).toHaveTextContent('0.50');
  for (const wrong of ['2', '-1', 'much', '']) {
    await weight.fill(wrong);
    await expect.element(page.getByText(words.wrong(words.kinds.copy))).toBeVisible();
    await expect.element(weight).toHaveAttribute('aria-invalid', 'true');
    await expect.element(latest().getByRole('row').nth(1)).toHaveTextContent('0.50');
  }
  await button(words.exportEvents).click();
  expect(JSON.parse(downloads.get('events.jsonl')!)).toMatchObject({
    type: 'implicit',
    kind: 'copy',
    weight: 0.5,
  });
  await button(words.usual).click();
  await expect.element(weight).toHaveValue('1');
  await expect.element(latest().getByRole('row').nth(1)).toHaveTextContent('1.00');
});

test('events leave as JSONL and come back, also with lines that are none', async () => {
  const { downloads } = mountPanel();
  await ask('the eagle', 1);
  await button(words.buttons.copy).click();
  await button(words.buttons.leave).click();
  await button(words.exportEvents).click();
  await button(words.exportLabels).click();
  expect(JSON.parse(downloads.get('unpaired.jsonl')!)).toMatchObject({ prompt: 'the eagle\n', label: true });
  const lines = downloads.get('events.jsonl')!;
  root?.unmount();
  host?.remove();
  mountPanel();
  const file = page.getByLabelText(words.importEvents);
  await userEvent.upload(file, new File([`${lines}{"kind":"hug"}\n`], 'events.jsonl'));
  await expect.element(page.getByText(words.imported(2, 0))).toBeVisible();
  await expect.element(page.getByText(/Line 3 was not read/)).toBeVisible();
  await expect.element(latest().getByRole('row').nth(2)).toHaveTextContent(/Copied.*answer 1/);
  await userEvent.upload(file, new File([lines], 'events.jsonl'));
  await expect.element(page.getByText(words.imported(0, 2))).toBeVisible();
  await userEvent.upload(file, new File(['no events'], 'events.txt'));
  await expect.element(page.getByText(/Line 1 was not read: it is not JSON/)).toBeVisible();
  await expect.element(page.getByText(words.count(2, 2))).toBeVisible();
});

test('what was done becomes rankings of the run that say so, once, apart from those that were given', async () => {
  const { rankings } = mountPanel();
  await expect.element(button(words.add(0))).toBeDisabled();
  await ask('the eagle', 1);
  await button(words.buttons.regenerate).click();
  await expect.element(answers()).toHaveTextContent('answer 2');
  await button(words.buttons.copy).click();
  await button(words.add(1)).click();
  await expect.element(page.getByText(words.added(1))).toBeVisible();
  await expect.element(page.getByText(words.mixed(0, 1))).toBeVisible();
  expect(rankings()).toMatchObject([
    { type: 'ranking', implicit: 0.5, prompt: 'the eagle\n', tiers: [[1], [0]], rater: 'person' },
  ]);
  await expect.element(button(words.add(0))).toBeDisabled();
});

test('the model that answers is taught by what was done, without a reward model; what fails is told there', async () => {
  const { model } = mountPanel();
  await expect.element(button(words.teach(0))).toBeDisabled();
  await ask('the eagle', 1);
  await button(words.buttons.regenerate).click();
  await expect.element(answers()).toHaveTextContent('answer 2');
  await button(words.buttons.copy).click();
  await button(words.teach(2)).click();
  await expect
    .element(
      page.getByText(
        words.taught({ answers: 2, left: 0, iteration: 2, liked: 0, others: 0 }, '+0.3', '−1.0'),
      ),
    )
    .toBeVisible();
  expect(model.taught[0].map(({ prompt, value }) => [prompt, value])).toEqual([
    ['the eagle\n', 0.1],
    ['the eagle\n', 1],
  ]);
  model.failure = new Error('The GPU is gone.');
  await button(words.teach(2)).click();
  await expect.element(page.getByText(words.failed('The GPU is gone.'))).toBeVisible();
});

test('what cannot be stored is told and kept, and stored when that works', async () => {
  const db = fakeDb();
  db.full = true;
  mountPanel({ db });
  await ask('the eagle', 1);
  await button(words.buttons.copy).click();
  await expect.element(page.getByText(words.unsaved('The disk is full.'))).toBeVisible();
  await expect.element(page.getByText(words.count(1, 1))).toBeVisible();
  db.full = false;
  await expect.element(page.getByText(words.unsaved('The disk is full.'))).not.toBeInTheDocument();
  expect(db.stored).toHaveLength(1);
});

test('a simulated user converses, and a reward that is all about length is warned of', async () => {
  mountPanel();
  await page.getByRole('combobox', { name: words.taste }).selectOptions('shorter');
  await button(words.simulate).click();
  await expect.element(latest()).toHaveTextContent(words.simulatedAs(words.tastes.shorter, false));
  await expect.element(page.getByText(/correlation of what counts with length: /)).toBeVisible();
});

test('a model that does not open gets a message', async () => {
  mountPanel({ failing: new Error('No such file.') });
  await button(words.another).click();
  await expect.element(page.getByRole('alert')).toHaveTextContent('No such file.');
});
