/**
 * A database in IndexedDB that is opened with the first call, and again where a browser closed it: for another tab that wants to renew
 * it, for a person who clears the site's data, or unnoticed. Knows idb; knows no store and nothing that is in one.
 */
import { openDB, type DBSchema, type IDBPDatabase, type StoreNames, type StoreValue } from 'idb';

export interface DatabaseOptions<Schema extends DBSchema> {
  readonly name: string;
  /** Raised with every change of the stores' shape; `create` then brings what is there along. */
  readonly version?: number;
  create(fresh: IDBPDatabase<Schema>): void;
  /** Told when it was taken away, and with it perhaps what is in it. */
  onLost?(): void;
}

/** Does some work on the database. Rejects where IndexedDB is not allowed, and with what the work rejects with. */
export type OnDatabase<Schema extends DBSchema> = <Result>(
  work: (on: IDBPDatabase<Schema>) => Promise<Result>,
) => Promise<Result>;

export function onDatabase<Schema extends DBSchema>({
  name,
  version = 1,
  create,
  onLost,
}: DatabaseOptions<Schema>): OnDatabase<Schema> {
  let opened: Promise<IDBPDatabase<Schema>> | null = null;
  const lose = () => {
    opened = null;
    onLost?.();
  };
  const database = () =>
    (opened ??= openDB<Schema>(name, version, {
      upgrade: create,
      // Another tab wants to renew or delete it, and would wait for this one for ever.
      blocking(_current, _wanted, event) {
        (event.target as IDBDatabase).close();
        lose();
      },
      // The person cleared the site's data, or the browser gave the database up.
      terminated: lose,
    }).catch((error: unknown) => {
      opened = null;
      throw error;
    }));
  return async (work) => {
    const connection = await database();
    try {
      return await work(connection);
    } catch (error) {
      // On a connection that was closed unnoticed the work begins again on a new one.
      if (!(error instanceof DOMException && error.name === 'InvalidStateError')) throw error;
      opened = null;
      return work(await database());
    }
  };
}

/** Adds to the end of a log, all or nothing; resolves once it is on disk. */
export async function append<Schema extends DBSchema, Name extends StoreNames<Schema>>(
  db: IDBPDatabase<Schema>,
  name: Name,
  values: readonly StoreValue<Schema, Name>[],
): Promise<void> {
  const transaction = db.transaction(name, 'readwrite', { durability: 'strict' });
  try {
    // What fails with the transaction is told once, by the transaction.
    for (const value of values) transaction.store.add(value).catch(() => undefined);
  } catch (error) {
    // What cannot be stored would leave those before it.
    transaction.abort();
    await transaction.done.catch(() => undefined);
    throw error;
  }
  await transaction.done;
}
