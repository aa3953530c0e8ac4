/** What the page says while rankings cannot be read or kept, and that it stops saying so. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { OpenRequest } from '../../../src/workers/protocol.ts';
import { memoryPreferenceDb } from '../../../src/ui/storage/preferenceDb.ts';
import { play } from '../../rl/events.ts';
import { mount, unmount } from '../mount.tsx';

beforeEach(() => page.viewport(1440, 900));
afterEach(unmount);

test('a log that could not be read is not shown as none, and the trainer waits for it', async () => {
  const db = memoryPreferenceDb();
  await db.append(play('abcde'));
  let broken = true;
  const load = () => (broken ? Promise.reject(new DOMException('Lost it.', 'UnknownError')) : db.load());
  const { trainer } = await mount({ openDb: () => Promise.resolve({ ...db, load }), whileOpening: true });
  await expect.element(page.getByRole('alert')).toHaveTextContent(/not lost.*Lost it\./);
  await expect.element(page.getByText('Reading your rankings…')).toBeVisible();
  expect(page.getByText('0 of 12 rankings').elements()).toEqual([]);
  expect(trainer.callsOf('open')).toEqual([]);

  broken = false;
  await page.getByRole('button', { name: 'Try again now' }).click();
  await expect.element(page.getByRole('progressbar', { name: '5 of 12 rankings' })).toBeInTheDocument();
  await expect.poll(() => trainer.callsOf('open').length).toBe(1);
  expect((trainer.callsOf('open')[0][0] as OpenRequest).preferences).toHaveLength(5);
  await expect.poll(() => page.getByRole('alert').elements()).toEqual([]);
});

test('who does not want to wait goes on, and the trainer hears of the log when it comes', async () => {
  const db = memoryPreferenceDb();
  await db.append(play('abcde'));
  let broken = true;
  const load = () => (broken ? Promise.reject(new DOMException('Lost it.', 'UnknownError')) : db.load());
  const { app, trainer } = await mount({
    openDb: () => Promise.resolve({ ...db, load }),
    whileOpening: true,
  });
  await page.getByRole('button', { name: 'Go on without them' }).click();
  await expect.poll(() => app.run.getState().status).toBe('ready');
  await expect.element(page.getByRole('alert')).toHaveTextContent('not lost');
  broken = false;
  await app.preferences.retry();
  await expect.poll(() => trainer.log).toHaveLength(5);
});

test('a ranking that could not be stored is counted, and the alert goes when it is stored', async () => {
  const db = memoryPreferenceDb();
  let full = true;
  const append: typeof db.append = (events) =>
    full ? Promise.reject(new DOMException('No room.', 'QuotaExceededError')) : db.append(events);
  await mount({ openDb: () => Promise.resolve({ ...db, append }) });
  await expect
    .element(page.getByRole('group', { name: 'Answer D', exact: true }))
    .toHaveTextContent('It is cheap');
  await userEvent.keyboard('1234{Enter}');
  await expect.element(page.getByRole('progressbar', { name: '1 of 12 rankings' })).toBeInTheDocument();
  await expect.element(page.getByRole('alert')).toHaveTextContent(/written again.*No room\./);
  full = false;
  await expect.poll(() => page.getByRole('alert').elements(), { timeout: 10_000 }).toEqual([]);
  expect(await db.load()).toHaveLength(1);
});

test('a complaint goes when what it is about works again', async () => {
  const { app, trainer } = await mount();
  const addPreferences = trainer.addPreferences.bind(trainer);
  trainer.addPreferences = () => Promise.reject(new Error('The trainer choked.'));
  await app.files.import(new File([''], 'rankings.jsonl'));
  await app.rater.skip();
  await expect.element(page.getByRole('alert')).toHaveTextContent('The trainer choked.');
  trainer.addPreferences = addPreferences;
  await app.rater.undo();
  await expect.poll(() => page.getByRole('alert').elements()).toEqual([]);
  // What it was not told went with what came next.
  expect(trainer.log.map(({ type }) => type)).toEqual(['skip', 'undo']);
});

test('a failure that a restart cannot mend offers none, and goes when there is enough to learn from', async () => {
  const { app, trainer } = await mount();
  const failure = { kind: 'rankings', message: 'There is not enough to learn from.', iteration: 2 } as const;
  trainer.emit({ type: 'failure', failure });
  await expect.element(page.getByRole('alert')).toHaveTextContent('not enough to learn from');
  expect(page.getByRole('button', { name: 'Restart from the last checkpoint' }).elements()).toEqual([]);
  await app.preferences.append(play('abcd'));
  await expect.poll(() => page.getByRole('alert').elements()).toEqual([]);
});

test('what a cleared storage no longer holds is not called saved', async () => {
  const { trainer } = await mount();
  trainer.emit({ type: 'saved', iteration: 4 });
  await expect.element(page.getByText('saved at 4')).toBeVisible();
  trainer.emit({ type: 'saved', iteration: null });
  await expect.poll(() => page.getByText(/saved at/).elements()).toEqual([]);
});
