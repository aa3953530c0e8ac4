import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { DEFAULT_SETTINGS } from '../../../src/rl/algorithms/settings.ts';
import type { OpenRequest } from '../../../src/workers/protocol.ts';
import type { PreferenceEvent } from '../../../src/preferences/event.ts';
import { exportRankings } from '../../../src/preferences/exportRows.ts';
import {
  memoryPreferenceDb,
  openPreferenceDb,
  type PreferenceDb,
} from '../../../src/ui/storage/preferenceDb.ts';
import { mount, unmount } from '../mount.tsx';

beforeEach(() => page.viewport(1440, 900));
afterEach(unmount);

async function rankOne(): Promise<void> {
  await expect
    .element(page.getByRole('group', { name: 'Answer D', exact: true }))
    .toHaveTextContent('It is cheap');
  await userEvent.keyboard('1234{Enter}');
  await expect.element(page.getByRole('progressbar', { name: '1 of 12 rankings' })).toBeInTheDocument();
}

test('a ranking is on disk before the trainer hears of it, and survives a reload', async () => {
  const order: string[] = [];
  const name = `test-${crypto.randomUUID()}`;
  const db = await openPreferenceDb(name);
  const watched: PreferenceDb = {
    ...db,
    async append(events) {
      await db.append(events);
      order.push(`stored, trainer told ${told()} times`);
    },
  };
  const mounted = await mount({ openDb: () => Promise.resolve(watched) });
  const told = () => mounted.trainer.callsOf('addPreferences').length;
  await rankOne();
  expect(order).toEqual(['stored, trainer told 0 times']);
  expect(told()).toBe(1);

  const again = await mount({ openDb: () => openPreferenceDb(name) });
  await expect.element(page.getByRole('progressbar', { name: '1 of 12 rankings' })).toBeInTheDocument();
  const [[request]] = again.trainer.callsOf('open') as [
    [{ preferences: readonly PreferenceEvent[]; resume: boolean }],
  ];
  expect(request.preferences).toHaveLength(1);
  expect(request.resume).toBe(true);
  indexedDB.deleteDatabase(name);
});

test('where storage is refused the page says so and goes on', async () => {
  await mount({ openDb: () => Promise.reject(new Error('no storage here')) });
  await rankOne();
  await expect.element(page.getByRole('alert')).toHaveTextContent('Export them before you leave');
});

test('settings go into the address as differences, and come back from it', async () => {
  const mounted = await mount({ hash: '#lr=0.0002&kl=nonsense&model=blurbs-small' });
  expect(mounted.app.run.getState().settings.learningRate).toBe(0.0002);
  expect(mounted.app.run.getState().settings.klTarget).toBe(DEFAULT_SETTINGS.klTarget);
  expect(mounted.trainer.callsOf('open')[0][0]).toMatchObject({
    model: { kind: 'embedded', name: 'blurbs-small' },
  });
  await page.getByRole('button', { name: 'Settings' }).click();
  const target = page.getByRole('spinbutton', { name: 'KL target' });
  await target.fill('900');
  await expect.element(page.getByText('A number from 0.5 to 50.')).toBeVisible();
  await target.fill('7');
  expect(new URLSearchParams(mounted.hash().slice(1)).get('kl')).toBe('7');
  await page.getByRole('button', { name: 'Reset KL target' }).click();
  expect(new URLSearchParams(mounted.hash().slice(1)).get('kl')).toBe(null);
  await expect.poll(() => mounted.trainer.callsOf('configure').length).toBeGreaterThanOrEqual(2);
});

test('a failure says what happened, and the trainer restarts from its checkpoint', async () => {
  const mounted = await mount();
  await rankOne();
  mounted.trainer.emit({
    type: 'failure',
    failure: { kind: 'gpu-lost', message: 'The GPU went away. Iteration 7 was saved.', iteration: 7 },
  });
  await expect
    .element(page.getByRole('alert'))
    .toHaveTextContent('The GPU went away. Iteration 7 was saved.');
  // As of a call that the failure refused.
  mounted.app.ui.setState({ notice: { kind: 'error', text: 'The GPU went away.' } });
  await page.getByRole('button', { name: 'Restart from the last checkpoint' }).click();
  await expect.poll(() => mounted.trainer.callsOf('open').length).toBe(2);
  expect(mounted.trainer.callsOf('open')[1][0]).toMatchObject({ resume: true });
  await expect.poll(() => page.getByRole('alert').elements().length).toBe(0);
});

test('what is good to know and stops nothing is told, and training goes on', async () => {
  const mounted = await mount();
  mounted.trainer.emit({ type: 'running', running: true });
  await expect.poll(() => mounted.app.run.getState().running).toBe(true);
  mounted.trainer.emit({ type: 'warning', message: 'The GPU computes otherwise (norm).' });
  await expect.element(page.getByText('The GPU computes otherwise (norm).')).toBeVisible();
  expect(mounted.app.run.getState()).toMatchObject({ running: true, failure: null });
});

test('what the trainer tells in English is told in Chinese on a Chinese page', async () => {
  const mounted = await mount();
  await mounted.app.toggleLanguage();
  const message = 'The storage has no room for this checkpoint. The run goes on in memory. Odd: E7.';
  mounted.trainer.emit({ type: 'failure', failure: { kind: 'internal', message, iteration: 7 } });
  const alert = page.getByRole('alert');
  await expect.element(alert).toHaveTextContent('存储空间放不下这个检查点。训练在内存里继续。Odd: E7.');
});

test('a full disk is told while training goes on, and hides no greater failure', async () => {
  const mounted = await mount();
  const failure = { kind: 'storage', message: 'There is no room left for the run.', iteration: 3 } as const;
  mounted.trainer.emit({ type: 'running', running: true });
  mounted.trainer.emit({ type: 'stage', stage: 'update', iteration: 4 });
  await expect.poll(() => mounted.app.run.getState().stage).toBe('update');
  mounted.trainer.emit({ type: 'failure', failure });
  await expect.element(page.getByRole('alert')).toHaveTextContent('There is no room left for the run.');
  await expect.element(page.getByRole('alert')).toHaveTextContent('training goes on');
  expect(mounted.app.run.getState()).toMatchObject({ running: true, stage: 'update' });
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect.poll(() => page.getByRole('alert').elements().length).toBe(0);

  // It is over once the run was saved.
  mounted.trainer.emit({ type: 'failure', failure });
  await expect.element(page.getByRole('alert')).toHaveTextContent('There is no room left for the run.');
  mounted.trainer.emit({ type: 'saved', iteration: 2 });
  await expect.poll(() => page.getByRole('alert').elements().length).toBe(0);

  const lost = { kind: 'gpu-lost', message: 'The GPU went away.', iteration: 3 } as const;
  mounted.trainer.emit({ type: 'failure', failure: lost });
  mounted.trainer.emit({ type: 'failure', failure });
  mounted.trainer.emit({ type: 'saved', iteration: 3 });
  await expect.poll(() => mounted.app.run.getState().savedIteration).toBe(3);
  await expect.element(page.getByRole('alert')).toHaveTextContent('The GPU went away.');
  expect(mounted.app.run.getState()).toMatchObject({ running: false, stage: 'idle', failure: lost });
});

test('in Chinese the gist of a failure goes before the trainer’s own words', async () => {
  const mounted = await mount({ languages: ['zh-CN'] });
  const failure = { kind: 'gpu-lost', message: 'The GPU went away.', iteration: 3 } as const;
  mounted.trainer.emit({ type: 'failure', failure });
  await expect.element(page.getByRole('alert')).toHaveTextContent(/GPU 连接中断了.*The GPU went away\./);
});

test('why the trainer did not open is told by the name of the error', async () => {
  const openError = Object.assign(new Error('No adapter was found.'), { name: 'GpuUnavailableError' });
  const mounted = await mount({ trainer: { openError } });
  await expect.element(page.getByRole('alert')).toHaveTextContent('No adapter was found.');
  expect(mounted.app.run.getState().failure).toEqual({
    kind: 'no-gpu',
    message: 'No adapter was found.',
    iteration: 0,
  });
  // The page itself has one.
  await expect.element(page.getByRole('heading', { name: /no WebGPU in workers/ })).toBeVisible();
  expect(mounted.app.run.getState().missing).toBe('workers');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect.poll(() => mounted.trainer.callsOf('open').length).toBe(2);
});

test('a model that does not start can be tried again', async () => {
  await mount({ trainer: { openError: 'The file model.safetensors is cut off.' } });
  await expect.element(page.getByRole('alert')).toHaveTextContent('The file model.safetensors is cut off.');
  await expect.element(page.getByRole('button', { name: 'Try again' })).toBeVisible();
});

test('long work shows its progress and can be cancelled', async () => {
  const mounted = await mount();
  mounted.trainer.emit({ type: 'progress', task: 'fit', done: 3, total: 12 });
  await expect
    .element(page.getByRole('progressbar', { name: 'Progress: Fitting the reward model' }))
    .toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  expect(mounted.trainer.callsOf('cancel')).toEqual([['fit']]);
  mounted.trainer.emit({ type: 'progress', task: 'fit', done: 12, total: 12 });
  await expect.poll(() => page.getByText('Fitting the reward model').elements().length).toBe(0);
});

test('loading shows its progress, can be cancelled by keyboard, and begun again with nothing lost', async () => {
  const name = `test-${crypto.randomUUID()}`;
  const openDb = () => openPreferenceDb(name);
  await mount({ openDb });
  await rankOne();
  const { app, trainer } = await mount({ openDb, trainer: { slowOpens: 1 }, whileOpening: true });
  await expect.poll(() => trainer.callsOf('open').length).toBe(1);
  const tasks = [
    ['download', 'Downloading the model'],
    ['tune', 'Choosing kernels'],
    ['compile', 'Compiling the shaders'],
  ];
  for (const [task, label] of tasks) {
    trainer.emit({ type: 'progress', task, done: 1, total: 2 });
    await expect.element(page.getByRole('progressbar', { name: `Progress: ${label}` })).toBeVisible();
    // Between two parts there is still something to see and to press.
    trainer.emit({ type: 'progress', task, done: 2, total: 2 });
    await expect.element(page.getByRole('progressbar', { name: 'Preparing the model' })).toBeVisible();
  }
  const cancel = page.getByRole('button', { name: 'Cancel' });
  await expect.element(cancel).toBeVisible();
  (cancel.element() as HTMLElement).focus();
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByText('Loading was cancelled').first()).toBeVisible();
  await expect.poll(() => trainer.callsOf('cancel')).toEqual([['loading']]);
  expect(app.run.getState()).toMatchObject({ status: 'cancelled', progress: null, failure: null });
  expect(page.getByRole('alert').elements()).toEqual([]);
  await expect.element(page.getByRole('progressbar', { name: '1 of 12 rankings' })).toBeInTheDocument();

  await expect.element(page.getByRole('button', { name: 'Load the model' })).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => app.run.getState().status).toBe('ready');
  expect(trainer.callsOf('open')[1][0]).toMatchObject({
    resume: true,
    model: { kind: 'embedded', name: 'auto' },
  });
  expect((trainer.callsOf('open')[1][0] as OpenRequest).preferences).toHaveLength(1);
  await expect
    .element(page.getByRole('group', { name: 'Answer D', exact: true }))
    .toHaveTextContent('It is cheap');
  indexedDB.deleteDatabase(name);
});

test('after cancelling, another model can be chosen', async () => {
  const { app, trainer } = await mount({ trainer: { slowOpens: 1 }, whileOpening: true });
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Choose another model' }).click();
  await page.getByRole('button', { name: 'Open blurbs-small' }).click();
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect.poll(() => app.run.getState().status).toBe('ready');
  expect(trainer.callsOf('open').at(-1)?.[0]).toMatchObject({
    model: { kind: 'embedded', name: 'blurbs-small' },
  });
});

test('a trainer that does not answer is ended all the same', async () => {
  const { app, trainer } = await mount({ trainer: { slowOpens: 1 }, whileOpening: true });
  trainer.cancel = () => new Promise(() => {});
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Load the model' }).click();
  await expect.poll(() => app.run.getState().status).toBe('ready');
});

test('in Chinese loading can be cancelled too', async () => {
  await mount({ languages: ['zh-CN'], trainer: { slowOpens: 1 }, whileOpening: true });
  await page.getByRole('button', { name: '取消' }).click();
  await expect.element(page.getByText('已取消加载').first()).toBeVisible();
  await expect.element(page.getByRole('button', { name: '加载模型' })).toBeVisible();
});

test('without timestamps only the whole step is told', async () => {
  await mount({ trainer: { measurement: { kernels: null } } });
  await page.getByText('Where the time goes').click();
  await page.getByRole('button', { name: 'Measure a step' }).click();
  await expect.element(page.getByText('no timestamp-query')).toBeVisible();
  await expect.element(page.getByText('takes 61.5 ms')).toBeVisible();
  expect(page.getByRole('table', { name: 'Kernels of a PPO step' }).elements()).toEqual([]);
});

test('a measurement that fails says why, one that was cancelled says nothing', async () => {
  const failed = await mount({ trainer: { measurement: new Error('The GPU has no memory left.') } });
  await failed.app.training.measure();
  await expect.element(page.getByRole('alert')).toHaveTextContent('The GPU has no memory left.');
  const cancelled = await mount({ trainer: { measurement: new DOMException('Stopped.', 'AbortError') } });
  await cancelled.app.training.measure();
  expect(cancelled.app.run.getState()).toMatchObject({ measuring: false, measurement: null });
  expect(page.getByRole('alert').elements()).toEqual([]);
});

test('rankings leave as files and come back from them; a foreign file changes nothing', async () => {
  const mounted = await mount();
  await rankOne();
  await page.getByRole('button', { name: 'Export / import' }).click();
  await page.getByRole('button', { name: 'Export rankings (JSONL)' }).click();
  // What writes a file is fetched first, so that of two the second may be there before the first.
  await expect.poll(() => mounted.downloads.length).toBe(1);
  await page.getByRole('button', { name: 'Export / import' }).click();
  await page.getByRole('button', { name: 'Export chosen/rejected pairs (JSONL)' }).click();
  await expect.poll(() => mounted.downloads.length).toBe(2);
  const [rankings, pairs] = mounted.downloads;
  expect(JSON.parse(rankings.text.split('\n')[0])).toMatchObject({ ranks: [1, 2, 3, 4], rater: 'person' });
  expect(pairs.text.trim().split('\n')).toHaveLength(6);

  const other = await mount();
  await other.app.files.import(new File(['{"a": 1}\n'], 'menu.jsonl'));
  await expect.element(page.getByRole('alert')).toHaveTextContent('menu.jsonl was not imported.');
  await other.app.files.import(new File([rankings.text], 'rankings.jsonl'));
  await expect.element(page.getByText('1 ranking imported.')).toBeVisible();
  expect(exportRankings(other.app.preferences.store.getState().events)).toBe(rankings.text);
});

test.each([
  ['api', 'This browser has no WebGPU yet', /Version 113 or later|Update to a current version/],
  ['adapter', 'This browser’s WebGPU finds no GPU', /--enable-unsafe-webgpu|graphics acceleration/],
] as const)(
  'without WebGPU (%s) the page says what to do, and offers no training',
  async (missing, title, steps) => {
    const mounted = await mount({
      probe: () => Promise.resolve(missing),
      openDb: () => Promise.resolve(memoryPreferenceDb()),
    });
    await expect.element(page.getByRole('heading', { name: title })).toBeVisible();
    await expect.element(page.getByText('Your browser')).toBeVisible();
    await expect.element(page.getByText(steps).first()).toBeVisible();
    await expect.element(page.getByRole('button', { name: 'Play', exact: true })).toBeDisabled();
    expect(mounted.trainer.callsOf('open')).toEqual([]);
  },
);

test('by plain http from another computer the page names the addresses that work, and no browser', async () => {
  await mount({ probe: () => Promise.resolve('insecure') });
  await expect.element(page.getByRole('heading', { name: 'WebGPU needs a secure address' })).toBeVisible();
  const { host, port } = window.location;
  const panel = page.getByRole('region', { name: 'WebGPU needs a secure address' });
  await expect.element(panel).toHaveTextContent(`https://${host}/`);
  await expect.element(panel).toHaveTextContent(`http://localhost:${port}/`);
  expect(panel.getByRole('group').elements()).toEqual([]);
});
