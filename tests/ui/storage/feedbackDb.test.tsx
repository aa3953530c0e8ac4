/** The log of what was done with answers, in a real IndexedDB: all of a write or none, and no tab that is kept waiting. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { feedbackDb } from '../../../src/ui/storage/feedbackDb.ts';

let name: string;
beforeEach(() => (name = `test-${crypto.randomUUID()}`));
afterEach(deleted);

function deleted(): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
  });
}

test('what was added is there for the next visit, in its order', async () => {
  const db = feedbackDb(name);
  expect(await db.load()).toEqual([]);
  await db.append([{ id: 'a' }, { id: 'b' }]);
  await db.append([{ id: 'c' }]);
  expect(await feedbackDb(name).load()).toEqual([{ id: 'a' }, { id: 'b' }, { id: 'c' }]);
});

test('a write of which a part cannot be stored leaves nothing behind', async () => {
  const db = feedbackDb(name);
  await expect(db.append([{ id: 'a' }, { id: () => 'b' }])).rejects.toThrow(/could not be cloned/);
  expect(await db.load()).toEqual([]);
  await db.append([{ id: 'c' }]);
  expect(await db.load()).toEqual([{ id: 'c' }]);
});

test('a database that is deleted meanwhile is opened anew', async () => {
  const db = feedbackDb(name);
  await db.append([{ id: 'a' }]);
  await deleted();
  await expect.poll(() => db.load()).toEqual([]);
  await db.append([{ id: 'b' }]);
  expect(await db.load()).toEqual([{ id: 'b' }]);
});
