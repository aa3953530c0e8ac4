/** Files of feedback, and the log in a browser, as the version before wrote them. */
import { expect, it } from 'vitest';
import type { PreferenceEvent } from '../../src/preferences/event.ts';
import { exportPairs, exportRankings, exportUnpaired } from '../../src/preferences/exportRows.ts';
import { importPreferences } from '../../src/preferences/file.ts';
import { activeJudgements, activeRankings } from '../../src/preferences/log.ts';
import { isPreferenceEvent } from '../../src/preferences/schema.ts';
import { storedLog } from '../../src/preferences/storedLog.ts';
import { storedJson, storedText, valuesOf, type StoredDatabase } from '../fixtures/stored.ts';

const events = valuesOf(await storedJson('preferences/database.json'), 'events') as PreferenceEvent[];
const rows = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as object);

it('the log in the browser is whole', () => {
  expect(events).toHaveLength(10);
  expect(storedLog(events)).toEqual(events);
  expect(events.every(isPreferenceEvent)).toBe(true);
  expect(activeJudgements(events).map(({ id }) => id)).toEqual(['0', '1', 'c', 'd', 'g', 'j']);
  expect(activeRankings(events).map(({ tiers }) => tiers)).toEqual([
    [[3], [2], [1], [0]],
    [[3], [2], [1], [0]],
    [[1], [0, 3]],
    [[0, 2], [1]],
  ]);
});

it('the rankings file is that log, event for event', async () => {
  const {
    events: read,
    error,
    known,
  } = importPreferences([], await storedText('preferences/rankings.jsonl'));
  expect(error).toBeNull();
  expect(read).toEqual(events);
  expect(known).toBe(0);
  // To a log that has them it adds nothing.
  const again = importPreferences(events, await storedText('preferences/rankings.jsonl'));
  expect(again).toMatchObject({ added: [], known: 10, error: null });
});

it('what is exported of that log today holds all that it held then', async () => {
  for (const [name, text] of [
    ['rankings', exportRankings(events)],
    ['pairs', exportPairs(events)],
    ['unpaired', exportUnpaired(events)],
  ]) {
    expect(rows(text), name).toMatchObject(rows(await storedText(`preferences/${name}.jsonl`)));
  }
});

it('pairs and labels come back as judgements', async () => {
  const pairs = importPreferences([], await storedText('preferences/pairs.jsonl'), 5);
  expect(pairs.error).toBeNull();
  expect(activeRankings(pairs.added)).toHaveLength(4);
  const labels = importPreferences([], await storedText('preferences/unpaired.jsonl'), 5);
  expect(labels.error).toBeNull();
  expect(labels.added.length).toBeGreaterThan(0);
});

it('the database says its version', async () => {
  expect((await storedJson<StoredDatabase>('preferences/database.json')).version).toBe(1);
});

it('rows say their version, and those of one to come are refused in words', async () => {
  const [first] = rows(exportRankings(events));
  expect(first).toMatchObject({ version: 1 });
  const newer = `${JSON.stringify({ ...first, version: 2 })}\n`;
  const { events: read, error } = importPreferences(
    [],
    newer + (await storedText('preferences/rankings.jsonl')),
  );
  expect(read).toHaveLength(10);
  expect(error?.message).toMatch(/newer version/);
});
