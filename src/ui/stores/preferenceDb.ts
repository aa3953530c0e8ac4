/**
 * The page's copy of what people said, in IndexedDB: an append-only event log, and the few parts of
 * the page that go with it. Knows idb; must not know what the events mean.
 */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { PreferenceEvent } from '../../workers/protocol.ts';
import type { AgreementPoint } from '../metrics/agreementSeries.ts';
import type { RunSamples } from './runStore.ts';

/** Parts of the page that the trainer does not keep: the agreement curve, the last samples. */
export interface Remembered {
  readonly agreement: readonly AgreementPoint[];
  readonly samples: RunSamples | null;
}

export interface PreferenceDb {
  load(): Promise<PreferenceEvent[]>;
  /** Resolves once the events are on disk. Nothing is ever changed or removed. */
  append(events: readonly PreferenceEvent[]): Promise<void>;
  /** What {@link remember} was given last, or nothing. */
  recall(): Promise<Partial<Remembered>>;
  /** Keeps what is on screen beside the log, so that a reload finds it again. */
  remember(part: Partial<Remembered>): Promise<void>;
}

interface Schema extends DBSchema {
  events: { key: number; value: PreferenceEvent };
  page: { key: string; value: Remembered[keyof Remembered] };
}

/** Opens the database, creating it on the first visit. Rejects where IndexedDB is not allowed. */
export async function openPreferenceDb(name = 'nudge'): Promise<PreferenceDb> {
  const db: IDBPDatabase<Schema> = await openDB<Schema>(name, 1, {
    upgrade(database) {
      database.createObjectStore('events', { autoIncrement: true });
      database.createObjectStore('page');
    },
  });
  return {
    load: () => db.getAll('events'),
    async append(events) {
      const transaction = db.transaction('events', 'readwrite', { durability: 'strict' });
      for (const event of events) void transaction.store.add(event);
      await transaction.done;
    },
    async recall() {
      const [keys, values] = await Promise.all([db.getAllKeys('page'), db.getAll('page')]);
      return Object.fromEntries(keys.map((key, at) => [key, values[at]])) as Partial<Remembered>;
    },
    async remember(part) {
      const transaction = db.transaction('page', 'readwrite');
      for (const [key, value] of Object.entries(part)) void transaction.store.put(value, key);
      await transaction.done;
    },
  };
}

/** Keeps everything in memory: for browsers that refuse storage. */
export function memoryPreferenceDb(): PreferenceDb {
  const log: PreferenceEvent[] = [];
  let page: Partial<Remembered> = {};
  return {
    load: () => Promise.resolve([...log]),
    append(events) {
      log.push(...events);
      return Promise.resolve();
    },
    recall: () => Promise.resolve(page),
    remember(part) {
      page = { ...page, ...part };
      return Promise.resolve();
    },
  };
}
