/**
 * What people did with answers, in IndexedDB: a log that is only ever added to, in a database of its own. Must not know what an event
 * means, nor what to do when a write fails.
 */
import type { DBSchema } from 'idb';
import type { EventStore } from '../../lab/feedback/eventStore.ts';
import { append, onDatabase } from './database.ts';

interface Schema extends DBSchema {
  events: { key: number; value: object };
}

/** Opens the database with its first call, creating it on the first visit. Calls reject where IndexedDB is not allowed. */
export function feedbackDb(name = 'nudge-feedback'): EventStore {
  const onOpen = onDatabase<Schema>({
    name,
    create: (fresh) => fresh.createObjectStore('events', { autoIncrement: true }),
  });
  return {
    load: () => onOpen((db) => db.getAll('events')),
    append: (events) => onOpen((db) => append(db, 'events', events)),
  };
}
