/** The log in a real IndexedDB that is closed, renewed or deleted while the page is open. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openPreferenceDb } from '../../../src/ui/storage/preferenceDb.ts';
import { createPreferencesStore } from '../../../src/ui/rank/state/preferencesStore.ts';
import { ids, ranking } from '../../rl/events.ts';

let name: string;

beforeEach(() => (name = `test-${crypto.randomUUID()}`));
afterEach(() => deleted());

function deleted(): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
  });
}

async function stored(): Promise<string> {
  const db = await openPreferenceDb(name);
  return ids(await db.load());
}

test('a database that is deleted under the page gets back what is on screen', async () => {
  const preferences = await createPreferencesStore(() => openPreferenceDb(name));
  await preferences.append([ranking('a'), ranking('b')]);
  expect(await stored()).toBe('ab');
  await deleted();
  await expect.poll(stored).toBe('ab');
  await preferences.append([ranking('c')]);
  expect(await stored()).toBe('abc');
  expect(preferences.store.getState().trouble).toBe(null);
});

test('another tab that renews the database is not kept waiting, and rankings wait here', async () => {
  const preferences = await createPreferencesStore(() => openPreferenceDb(name));
  await preferences.append([ranking('a')]);
  const renewed = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name, 2);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  await preferences.append([ranking('b')]);
  expect(preferences.store.getState().trouble?.kind).toBe('unsaved');
  expect(ids(preferences.store.getState().events)).toBe('ab');
  renewed.close();
  await deleted();
  await preferences.retry();
  expect(await stored()).toBe('ab');
  expect(preferences.store.getState().trouble).toBe(null);
});

test('a write in a transaction that is aborted rejects once, and leaves nothing behind', async () => {
  const db = await openPreferenceDb(name);
  const twice = { ...ranking('a'), answers: [() => 0] } as never;
  await expect(db.append([ranking('b'), twice])).rejects.toThrow(/could not be cloned/);
  expect(await db.load()).toEqual([]);
});
