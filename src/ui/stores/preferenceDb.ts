/**
 * The page's copy of what people said, in IndexedDB: an append-only event log, and the agreement
 * curve that goes with it. Knows idb; must not know what the events mean.
 */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { PreferenceEvent } from '../../workers/protocol.ts';
import type { AgreementPoint } from '../metrics/agreementSeries.ts';

export interface PreferenceDb {
  load(): Promise<PreferenceEvent[]>;
  /** Resolves once the events are on disk. Nothing is ever changed or removed. */
  append(events: readonly PreferenceEvent[]): Promise<void>;
  loadAgreement(): Promise<readonly AgreementPoint[]>;
  saveAgreement(points: readonly AgreementPoint[]): Promise<void>;
}

interface Schema extends DBSchema {
  events: { key: number; value: PreferenceEvent };
  curves: { key: string; value: readonly AgreementPoint[] };
}

/** Opens the database, creating it on the first visit. Rejects where IndexedDB is not allowed. */
export async function openPreferenceDb(name = 'nudge'): Promise<PreferenceDb> {
  const db: IDBPDatabase<Schema> = await openDB<Schema>(name, 1, {
    upgrade(database) {
      database.createObjectStore('events', { autoIncrement: true });
      database.createObjectStore('curves');
    },
  });
  return {
    load: () => db.getAll('events'),
    async append(events) {
      const transaction = db.transaction('events', 'readwrite', { durability: 'strict' });
      for (const event of events) void transaction.store.add(event);
      await transaction.done;
    },
    loadAgreement: async () => (await db.get('curves', 'agreement')) ?? [],
    async saveAgreement(points) {
      await db.put('curves', points, 'agreement');
    },
  };
}

/** Keeps everything in memory: for browsers that refuse storage. */
export function memoryPreferenceDb(): PreferenceDb {
  const log: PreferenceEvent[] = [];
  let curve: readonly AgreementPoint[] = [];
  return {
    load: () => Promise.resolve([...log]),
    append(events) {
      log.push(...events);
      return Promise.resolve();
    },
    loadAgreement: () => Promise.resolve(curve),
    saveAgreement(points) {
      curve = points;
      return Promise.resolve();
    },
  };
}
