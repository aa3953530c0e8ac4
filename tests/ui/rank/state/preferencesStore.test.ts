/** Rankings when storage fails: kept and written again, and a log that was not read is not an empty one. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PreferenceEvent } from '../../../../src/preferences/event.ts';
import {
  memoryPreferenceDb,
  type PreferenceDb,
  type Remembered,
} from '../../../../src/ui/storage/preferenceDb.ts';
import { createPreferencesStore } from '../../../../src/ui/rank/state/preferencesStore.ts';
import { ids, play, ranking } from '../../../rl/events.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const blocked = () => new DOMException('Site data is blocked.', 'SecurityError');
const denied = () => new DOMException('The user denied permission to access the database.', 'UnknownError');
const broken = () => new DOMException('Internal error opening backing store.', 'UnknownError');

/** A database of which each call fails while `fails` holds an error for it. */
async function setUp(stored = play('ab')) {
  const memory = { ...memoryPreferenceDb() };
  await memory.append(stored);
  const fails: Partial<Record<'open' | keyof PreferenceDb, Error>> = {};
  let lose = () => {};
  const guarded =
    <Args extends unknown[], Result>(name: keyof typeof fails, call: (...args: Args) => Promise<Result>) =>
    (...args: Args): Promise<Result> => {
      const error = fails[name];
      return error ? Promise.reject(error) : call(...args);
    };
  const db: PreferenceDb = {
    load: guarded('load', () => memory.load()),
    append: guarded('append', (events: readonly PreferenceEvent[]) => memory.append(events)),
    recall: guarded('recall', () => memory.recall()),
    remember: guarded('remember', (part: Partial<Remembered>) => memory.remember(part)),
    onLost: (listener) => (lose = listener),
  };
  const create = async () => {
    const creating = createPreferencesStore(guarded('open', () => Promise.resolve(db)));
    await vi.advanceTimersByTimeAsync(2000);
    return creating;
  };
  const clear = () => {
    Object.assign(memory, memoryPreferenceDb());
    lose();
  };
  return { memory, fails, create, clear };
}

const stored = async (db: PreferenceDb) => ids(await db.load());

describe('a write that fails', () => {
  it('is on screen at once, is written again, and the alert goes when it is stored', async () => {
    const { memory, fails, create } = await setUp();
    const preferences = await create();
    expect(preferences.store.getState()).toMatchObject({ loaded: true, trouble: null });
    fails.append = new DOMException('No room.', 'QuotaExceededError');
    await preferences.append([ranking('c')]);
    expect(ids(preferences.store.getState().events)).toBe('abc');
    expect(preferences.store.getState().trouble).toEqual({ kind: 'unsaved', message: 'No room.' });
    expect(preferences.unsaved).toBe(1);
    await preferences.append([ranking('d')]);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await stored(memory)).toBe('ab');

    delete fails.append;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await stored(memory)).toBe('abcd');
    expect(preferences.store.getState().trouble).toBe(null);
    expect(preferences.unsaved).toBe(0);
  });

  it('goes with the next ranking, in order', async () => {
    const { memory, fails, create } = await setUp();
    const preferences = await create();
    fails.append = broken();
    await preferences.append([ranking('c')]);
    delete fails.append;
    await preferences.append([ranking('d')]);
    expect(await stored(memory)).toBe('abcd');
    expect(ids(preferences.store.getState().events)).toBe('abcd');
    expect(preferences.store.getState().trouble).toBe(null);
  });

  it('and came through all the same is not written twice', async () => {
    const { memory, fails, create } = await setUp();
    const preferences = await create();
    fails.append = new DOMException('The transaction was aborted.', 'AbortError');
    await preferences.append([ranking('c')]);
    await memory.append([ranking('c')]);
    delete fails.append;
    await vi.advanceTimersByTimeAsync(1000);
    expect(await stored(memory)).toBe('abc');
    expect(preferences.store.getState().trouble).toBe(null);
  });

  it('that never ends keeps no ranking from the screen', async () => {
    const never = { ...memoryPreferenceDb(), append: () => new Promise<void>(() => {}) };
    const preferences = await createPreferencesStore(() => Promise.resolve(never));
    const appending = preferences.append([ranking('a')]);
    await vi.advanceTimersByTimeAsync(2000);
    await appending;
    expect(ids(preferences.store.getState().events)).toBe('a');
    expect(preferences.store.getState().trouble?.kind).toBe('unsaved');
  });

  it('of what is only beside the log alarms nobody, and is tried again', async () => {
    const { memory, fails, create } = await setUp();
    const preferences = await create();
    fails.remember = broken();
    preferences.remember({ agreement: [] });
    await vi.advanceTimersByTimeAsync(100);
    expect(preferences.store.getState().trouble).toBe(null);
    delete fails.remember;
    await vi.advanceTimersByTimeAsync(1000);
    expect(await memory.recall()).toEqual({ agreement: [] });
  });
});

it('storage that was cleared gets back what is on screen', async () => {
  const { memory, create, clear } = await setUp();
  const preferences = await create();
  clear();
  expect(await stored(memory)).toBe('');
  await vi.advanceTimersByTimeAsync(100);
  expect(await stored(memory)).toBe('ab');
  expect(preferences.store.getState().trouble).toBe(null);
});

describe('a first read that fails', () => {
  it('is tried again and never shown as an empty log', async () => {
    const { memory, fails, create } = await setUp();
    fails.load = broken();
    const preferences = await create();
    let ready = false;
    void preferences.ready.then(() => (ready = true));
    expect(preferences.store.getState()).toMatchObject({
      events: [],
      loaded: false,
      trouble: { kind: 'unread' },
    });
    await preferences.append([ranking('c')]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ready).toBe(false);
    expect(ids(preferences.store.getState().events)).toBe('c');

    delete fails.load;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(ready).toBe(true);
    expect(ids(preferences.store.getState().events)).toBe('abc');
    expect(preferences.store.getState()).toMatchObject({ loaded: true, trouble: null });
    expect(await stored(memory)).toBe('abc');
  });

  it('of a database that opens badly is tried again too', async () => {
    const { fails, create } = await setUp();
    fails.open = broken();
    const preferences = await create();
    expect(preferences.store.getState()).toMatchObject({ loaded: false, trouble: { kind: 'unread' } });
    delete fails.open;
    await preferences.retry();
    expect(ids(preferences.store.getState().events)).toBe('ab');
  });

  it('can be gone on without, and what was stored comes later', async () => {
    const { fails, create } = await setUp();
    fails.load = broken();
    const preferences = await create();
    const late = vi.fn<() => void>();
    preferences.onLate(late);
    preferences.goOnWithout();
    await preferences.ready;
    await preferences.append([ranking('c')]);
    expect(preferences.store.getState()).toMatchObject({ loaded: true, trouble: { kind: 'unread' } });
    expect(late).not.toHaveBeenCalled();
    delete fails.load;
    await preferences.retry();
    expect(late).toHaveBeenCalledTimes(1);
    expect(ids(preferences.store.getState().events)).toBe('abc');
  });

  it('that gets no answer does not keep the page from appearing', async () => {
    const creating = createPreferencesStore(() => new Promise(() => {}));
    await vi.advanceTimersByTimeAsync(2000);
    const preferences = await creating;
    expect(preferences.store.getState()).toMatchObject({
      loaded: false,
      trouble: { kind: 'unread', message: '' },
    });
  });
});

it.each([
  ['at once where site data is blocked', blocked(), 0],
  ['at once where the browser says so in other words', denied(), 0],
  ['after a few tries where it is not clear why', new Error('no storage here'), 1000],
])('a page that may store nothing runs in memory and says so, %s', async (_when, error, wait) => {
  const creating = createPreferencesStore(() => Promise.reject(error));
  await vi.advanceTimersByTimeAsync(wait);
  const preferences = await creating;
  expect(preferences.store.getState()).toMatchObject({ loaded: true, trouble: { kind: 'refused' } });
  await preferences.append([ranking('a')]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ids(preferences.store.getState().events)).toBe('a');
  expect(preferences.store.getState()).toMatchObject({ loaded: true, trouble: { kind: 'refused' } });
  expect(preferences.unsaved).toBe(1);
});

it('an event that is stored twice or damaged does no harm', async () => {
  const log = play('ab');
  const { create } = await setUp([...log, log[0], { id: 'x', type: 'ranking' } as never, ranking('c')]);
  const preferences = await create();
  expect(ids(preferences.store.getState().events)).toBe('abc');
});
