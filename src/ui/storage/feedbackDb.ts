/**
 * What people did with answers, in IndexedDB: a log that is only ever added to, in a database of its own. Knows idb, and that a
 * browser may close the connection at any time; must not know what an event means, nor what to do when a write fails.
 */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { EventStore } from '../../lab/feedback/eventStore.ts';

interface Schema extends DBSchema {
  events: { key: number; value: object };
}

/** Opens the database with its first call, creating it on the first visit. Calls reject where IndexedDB is not allowed. */
export function feedbackDb(name = 'nudge-feedback'): EventStore {
  let opened: Promise<IDBPDatabase<Schema>> | null = null;
  const lose = () => {
    opened = null;
  };
  const database = () =>
    (opened ??= openDB<Schema>(name, 1, {
      upgrade(fresh) {
        fresh.createObjectStore('events', { autoIncrement: true });
      },
      // Another tab wants to renew or delete it, and would wait for this one for ever.
      blocking(_current, _wanted, event) {
        (event.target as IDBDatabase).close();
        lose();
      },
      terminated: lose,
    }).catch((error: unknown) => {
      lose();
      throw error;
    }));
  /** On a connection that was closed unnoticed the work begins again on a new one. */
  async function onOpen<Result>(work: (on: IDBPDatabase<Schema>) => Promise<Result>): Promise<Result> {
    const connection = await database();
    try {
      return await work(connection);
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'InvalidStateError')) throw error;
      lose();
      return work(await database());
    }
  }
  return {
    load: () => onOpen((db) => db.getAll('events')),
    append: (events) =>
      onOpen(async (db) => {
        const transaction = db.transaction('events', 'readwrite', { durability: 'strict' });
        try {
          // What fails with the transaction is told once, by the transaction.
          for (const event of events) transaction.store.add(event).catch(() => undefined);
        } catch (error) {
          // All or nothing: what cannot be stored would leave those before it.
          transaction.abort();
          await transaction.done.catch(() => undefined);
          throw error;
        }
        await transaction.done;
      }),
  };
}
