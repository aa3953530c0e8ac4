/** The database of the version before, made anew in a real IndexedDB under its own name, and what the page reads of it. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PreferenceEvent } from '../../../src/preferences/event.ts';
import { openPreferenceDb } from '../../../src/ui/storage/preferenceDb.ts';
import { createPreferencesStore } from '../../../src/ui/rank/state/preferencesStore.ts';
import { storedJson, valuesOf, type StoredDatabase } from '../../fixtures/stored.ts';
import { judgement } from '../../rl/events.ts';

/** The page's own. */
const NAME = 'nudge';
let before: StoredDatabase;

beforeEach(async () => {
  await deleted();
  before = await storedJson<StoredDatabase>('preferences/database.json');
  await fill(before);
});
afterEach(() => deleted());

test('every judgement is there, and more can follow', async () => {
  const preferences = await createPreferencesStore(() => openPreferenceDb());
  const events = valuesOf(before, 'events') as PreferenceEvent[];
  expect(preferences.store.getState().events).toEqual(events);
  await preferences.append([judgement('new', 'skip')]);
  const again = await createPreferencesStore(() => openPreferenceDb());
  expect(again.store.getState().events.map(({ id }) => id)).toEqual([...events.map(({ id }) => id), 'new']);
});

test('what was on screen is there', async () => {
  const db = await openPreferenceDb();
  const recalled = await db.recall();
  expect(recalled).toMatchObject(Object.fromEntries(before.stores.page.entries));
  expect(recalled.visit).toMatchObject({ model: 'blurbs-tiny', iteration: 2, comparePrompt: 'box' });
  expect(recalled.visit?.history.map(({ iteration }) => iteration)).toEqual([1, 2]);
  expect(recalled.fresh).toBe(false);
});

function fill({ version, stores }: StoredDatabase): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, version);
    request.onupgradeneeded = () => {
      for (const [name, { autoIncrement }] of Object.entries(stores))
        request.result.createObjectStore(name, { autoIncrement });
    };
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const db = request.result;
      const transaction = db.transaction(Object.keys(stores), 'readwrite');
      for (const [name, { entries }] of Object.entries(stores))
        for (const [key, value] of entries) transaction.objectStore(name).put(value, key);
      transaction.oncomplete = () => {
        db.close();
        resolve();
      };
      transaction.onerror = () => reject(transaction.error);
    };
  });
}

function deleted(): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(NAME);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
    request.onblocked = () => resolve();
  });
}
