/** What happens to runs when storage refuses, is full, or works again: nothing that was there is lost, and it is told. */
import { expect, it } from 'vitest';
import { EMPTY_BODY, memoryRunsDb, type RunsDb } from '../../../../src/ui/runs/state/runsDb.ts';
import { RunsKeeper } from '../../../../src/ui/runs/state/runsKeeper.ts';
import { head, row } from './heads.ts';

function keeperOn(open: () => Promise<RunsDb>) {
  const told: (string | null)[] = [];
  return { keeper: new RunsKeeper(open, (trouble) => told.push(trouble)), told };
}

/** A database whose writes fail while `broken`. */
function breakable() {
  const db = memoryRunsDb();
  const state = { broken: false };
  const put: RunsDb['put'] = (change) =>
    state.broken
      ? Promise.reject(new DOMException('The disk is full.', 'QuotaExceededError'))
      : db.put(change);
  return { db, state, open: () => Promise.resolve({ ...db, put }) };
}

it('a full disk is told, loses nothing that was there, and is written again when there is room', async () => {
  const { db, state, open } = breakable();
  const { keeper, told } = keeperOn(open);
  await keeper.put({ head: head('a', 1), body: EMPTY_BODY, rows: [row(1)] });
  await keeper.put({ head: head('a', 2), rows: [row(2)] });
  expect(told.at(-1)).toBeNull();
  state.broken = true;
  await keeper.put({ head: head('a', 3), rows: [row(3)] });
  await keeper.put({ head: head('b', 1), body: EMPTY_BODY, rows: [row(1)] });
  expect(told.at(-1)).toBe('The disk is full.');
  expect(keeper.unsaved).toBe(2);
  // On disk as it was, on the page as it is.
  expect(await db.rows('a')).toEqual([row(1), row(2)]);
  expect(await keeper.rows('a')).toEqual([row(1), row(2), row(3)]);
  state.broken = false;
  await keeper.put({ head: head('b', 2), rows: [row(2)] });
  expect(told.at(-1)).toBeNull();
  expect(keeper.unsaved).toBe(0);
  expect(await db.rows('a')).toEqual([row(1), row(2), row(3)]);
  expect(await db.rows('b')).toEqual([row(1), row(2)]);
});

it('where storage is refused everything works until the page is closed', async () => {
  const { keeper, told } = keeperOn(() =>
    Promise.reject(new DOMException('Not allowed here.', 'SecurityError')),
  );
  expect(await keeper.heads()).toBeNull();
  // Nothing is lost yet, so nothing is said.
  expect(told).toEqual([]);
  await keeper.put({ head: head('a', 1), body: EMPTY_BODY, rows: [row(1)] });
  await keeper.put({ head: head('a', 2), rows: [row(2)] });
  expect(await keeper.rows('a')).toEqual([row(1), row(2)]);
  expect(told.at(-1)).toBe('Not allowed here.');
});

it('a row of an iteration takes the place of all after it, as after a rollback', async () => {
  const { keeper } = keeperOn(() => Promise.resolve(memoryRunsDb()));
  await keeper.put({ head: head('a', 3), body: EMPTY_BODY, rows: [row(1), row(2), row(3)] });
  await keeper.put({ head: head('a', 2), rows: [row(2, 20)] });
  expect(await keeper.rows('a')).toEqual([row(1), row(2, 20)]);
});

it('what was deleted is gone for good with the next visit, and not before', async () => {
  const db = memoryRunsDb();
  const { keeper } = keeperOn(() => Promise.resolve(db));
  await keeper.put({ head: { ...head('a', 1), deleted: true }, body: EMPTY_BODY, rows: [row(1)] });
  expect(await db.rows('a')).toHaveLength(1);
  const next = keeperOn(() => Promise.resolve(db)).keeper;
  expect(await next.heads()).toEqual([]);
  expect(await db.rows('a')).toEqual([]);
});

it('the page’s own recording takes no room until something about it changes', async () => {
  const db = memoryRunsDb();
  const { keeper } = keeperOn(() => Promise.resolve(db));
  keeper.hold({ head: { ...head('s', 1), source: 'shipped' }, body: EMPTY_BODY, rows: [row(1)] });
  await keeper.put({ head: head('a', 1), body: EMPTY_BODY, rows: [row(1)] });
  expect((await db.heads()).map(({ id }) => id)).toEqual(['a']);
  expect(keeper.unsaved).toBe(0);
  await keeper.put({ head: { ...head('s', 1), source: 'shipped', pinned: true } });
  expect(await db.rows('s')).toEqual([row(1)]);
});
