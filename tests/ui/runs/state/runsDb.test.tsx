/** Runs in a real IndexedDB. */
import { afterEach, expect, test } from 'vitest';
import { EMPTY_BODY, openRunsDb } from '../../../../src/ui/runs/state/runsDb.ts';
import { head, row } from './heads.ts';

const NAME = 'nudge-runs-test';
afterEach(() => void indexedDB.deleteDatabase(NAME));

test('runs outlive the connection, each with its own rows, to the bit', async () => {
  const db = await openRunsDb(NAME);
  await db.put({ head: head('a'), body: EMPTY_BODY, rows: [row(1, 0.1 + 0.2), row(2, NaN), row(10)] });
  await db.put({ head: head('ab'), body: EMPTY_BODY, rows: [row(1)] });
  await db.put({ head: { ...head('a'), name: 'other' }, rows: [row(2, 5)] });
  const again = await openRunsDb(NAME);
  expect((await again.heads()).map(({ name }) => name)).toEqual(['other', 'ab']);
  expect(await again.rows('a')).toEqual([row(1, 0.1 + 0.2), row(2, 5)]);
  expect(await again.body('a')).toEqual(EMPTY_BODY);
  await again.remove('a');
  expect((await again.heads()).map(({ id }) => id)).toEqual(['ab']);
  expect(await again.rows('a')).toEqual([]);
  expect(await again.rows('ab')).toHaveLength(1);
});

test('a change that cannot be stored leaves all as it was', async () => {
  const db = await openRunsDb(NAME);
  await db.put({ head: head('a'), body: EMPTY_BODY, rows: [row(1)] });
  const unstorable = { ...row(2), values: { 'objective/kl': (() => 0) as unknown as number } };
  await expect(
    db.put({ head: { ...head('a'), name: 'other' }, rows: [row(1, 9), unstorable] }),
  ).rejects.toThrow();
  expect((await db.heads())[0].name).toBe('a');
  expect(await db.rows('a')).toEqual([row(1)]);
});
