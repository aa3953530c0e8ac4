import { afterEach, beforeEach, expect, test } from 'vitest';
import { page as browserPage, userEvent } from 'vitest/browser';
import { mount, unmount } from '../mount.tsx';
import { memoryStorage } from '../memoryStorage.ts';
import { violations } from '../violations.ts';

beforeEach(() => browserPage.viewport(1440, 900));
afterEach(unmount);

const page = () => document.body;
const select = () => page().querySelector<HTMLSelectElement>('section[aria-labelledby="rank-title"] select')!;
const dialog = () => page().querySelector<HTMLDialogElement>('dialog');
const button = (name: string) =>
  [...page().querySelectorAll('button')].find((element) => element.textContent === name)!;

async function openDialog(): Promise<HTMLDialogElement> {
  await expect.poll(select).not.toBeNull();
  await userEvent.selectOptions(select(), 'classifier');
  await expect.poll(dialog).not.toBeNull();
  return dialog()!;
}

async function fill(element: HTMLInputElement, text: string): Promise<void> {
  await userEvent.clear(element);
  await userEvent.type(element, text);
}

test('a classifier is asked for by name and ranks once it is loaded', async () => {
  const { app, trainer, hash } = await mount();
  const shown = await openDialog();
  expect(app.run.getState().settings.rater).toBe('person');
  expect(select().value).toBe('person');
  await fill(shown.querySelector('input')!, ' lab/sentiment ');
  await userEvent.click(button('Load'));
  await expect.poll(() => shown.textContent).toContain('lab/sentiment is loaded (onnx/model.onnx)');
  expect(trainer.callsOf('useClassifier')).toEqual([
    [{ id: 'lab/sentiment', revision: undefined, host: undefined }],
  ]);
  expect(hash()).toBe('#rater=classifier&v=2');

  shown.querySelector('details')!.open = true;
  expect(await violations()).toEqual([]);

  await userEvent.selectOptions(shown.querySelector('select')!, 'NEGATIVE');
  expect(trainer.callsOf('useClassifier')[1]).toMatchObject([{ id: 'lab/sentiment', label: 'NEGATIVE' }]);
  await userEvent.click(button('Close'));
  expect(page().textContent).toContain('lab/sentiment · NEGATIVE');
  expect(await violations()).toEqual([]);

  await userEvent.click(button('Simulate 24 rankings'));
  await expect.poll(() => trainer.callsOf('simulate')).toEqual([['classifier', 24]]);
});

test('what is wrong with it is said where it was asked for, and the rater stays', async () => {
  const { app, hash } = await mount({ trainer: { classifierError: 'lab/x has no ONNX weights.' } });
  const shown = await openDialog();
  await userEvent.click(button('Load'));
  await expect
    .poll(() => shown.querySelector('[role="alert"]')?.textContent)
    .toBe('lab/x has no ONNX weights.');
  expect(app.run.getState().settings.rater).toBe('person');
  expect(hash()).toBe('');
});

test('an address that names a classifier says that none is loaded, and which to choose', async () => {
  const { trainer } = await mount({ hash: '#rater=classifier' });
  await expect.poll(() => page().textContent).toContain('No classifier is loaded, so it cannot rank yet.');
  expect(trainer.callsOf('useClassifier')).toEqual([]);
  await userEvent.click(button('Choose a classifier…'));
  await expect.poll(dialog).not.toBeNull();
});

test('the one of the last visit comes back when it is the rater', async () => {
  const request = { id: 'lab/sentiment', host: 'http://hub.example', label: 'NEGATIVE' };
  const storage = memoryStorage({ 'nudge:classifier': JSON.stringify(request) });
  const { trainer } = await mount({ hash: '#rater=classifier', storage });
  await expect.poll(() => page().textContent).toContain('lab/sentiment · NEGATIVE');
  expect(trainer.callsOf('useClassifier')).toEqual([[{ ...request, revision: undefined }]]);
});

test('and is not asked for when somebody else ranks', async () => {
  const storage = memoryStorage({ 'nudge:classifier': '{"id":"lab/sentiment"}' });
  const { app, trainer } = await mount({ storage });
  await app.training.compare();
  expect(trainer.callsOf('useClassifier')).toEqual([]);
  expect((await openDialog()).querySelector('input')!.value).toBe('lab/sentiment');
});

test('what storage holds by mistake is passed over', async () => {
  for (const text of ['{', '[]', '{"id":7}', 'null']) {
    const { app } = await mount({ storage: memoryStorage({ 'nudge:classifier': text }) });
    expect(app.classifier.store.getState().request).toBeNull();
  }
});

test('a trainer that starts again gets its classifier again', async () => {
  const { app, trainer } = await mount();
  await app.classifier.load({ id: 'lab/sentiment' });
  await app.session.open();
  await expect.poll(() => trainer.callsOf('useClassifier')).toHaveLength(2);
  await expect.poll(() => app.classifier.store.getState().info?.id).toBe('lab/sentiment');
});
