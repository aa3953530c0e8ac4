/** The log on the page: shown at once, stored behind it, tried again, and never twice. */
import { expect, it } from 'vitest';
import type { FeedbackEvent } from '../../../../src/lab/feedback/event.ts';
import { FeedbackLog } from '../../../../src/lab/implicit/panel/feedbackLog.ts';
import { fakeDb } from './fakeChat.ts';

const RETRY = 5;
const event = (id: string): FeedbackEvent => ({
  id,
  at: 1,
  kind: 'copy',
  by: 'person',
  where: 'test',
  question: 'q',
  prompt: 'p',
  answer: 'a',
});
const idsOf = (log: FeedbackLog) =>
  log.store
    .getState()
    .events.map(({ id }) => id)
    .join('');

it('shows what was stored before and what is new, stores that once, and no id twice', async () => {
  const db = fakeDb();
  db.stored.push(event('a'), { nothing: 'of ours' });
  const log = new FeedbackLog(db, RETRY);
  expect(log.add([event('a'), event('b')])).toBe(2);
  await log.settle();
  expect(idsOf(log)).toBe('ab');
  expect(log.add([event('b'), event('c'), event('c')])).toBe(1);
  await log.settle();
  expect(idsOf(log)).toBe('abc');
  expect(db.stored.slice(2)).toEqual([event('b'), event('c')]);
  const reloaded = new FeedbackLog(db, RETRY);
  await reloaded.settle();
  expect(idsOf(reloaded)).toBe('abc');
});

it('tells of a write that failed, keeps what was to be written, and writes it as soon as that works', async () => {
  const db = fakeDb();
  db.full = true;
  const log = new FeedbackLog(db, RETRY);
  log.add([event('a')]);
  await log.settle();
  expect(log.store.getState().trouble).toBe('The disk is full.');
  expect(idsOf(log)).toBe('a');
  log.add([event('b')]);
  db.full = false;
  await expect.poll(() => log.store.getState().trouble).toBeNull();
  expect(db.stored).toEqual([event('a'), event('b')]);
  expect(idsOf(log)).toBe('ab');
});

it('does not store twice what was stored although it was told to have failed', async () => {
  const db = fakeDb();
  let lies = true;
  const log = new FeedbackLog(
    {
      ...db,
      async append(events) {
        await db.append(events);
        if (lies) throw new Error('aborted');
      },
    },
    RETRY,
  );
  log.add([event('a')]);
  await log.settle();
  expect(log.store.getState().trouble).toBe('aborted');
  lies = false;
  await expect.poll(() => log.store.getState().trouble).toBeNull();
  expect(db.stored).toEqual([event('a')]);
});
