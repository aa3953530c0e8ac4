/**
 * Runs in IndexedDB, in a database of their own: what a table shows of each apart from its rows and its larger parts, so
 * that an iteration writes one row and a list reads no curve. Must not know what a run means, nor what to do when a write
 * fails (runsKeeper.ts).
 */
import type { DBSchema } from 'idb';
import type { MetricsRow } from '../../../rl/algorithms/metrics.ts';
import type { RunRecord } from '../../../rl/runs/record.ts';
import { onDatabase } from '../../storage/database.ts';

/** Where a run comes from: trained here, a file that somebody brought, the page's own recording. */
export type RunSource = 'own' | 'file' | 'shipped';

/** Parts of a record that a table does not show. */
export type RunBody = Pick<
  RunRecord,
  'prompts' | 'rankings' | 'agreement' | 'changes' | 'samples' | 'comparisons' | 'inspections'
>;

/** What a table shows of a run. */
export interface RunHead extends Omit<RunRecord, keyof RunBody | 'history'> {
  readonly source: RunSource;
  readonly pinned: boolean;
  /** When it last changed, in milliseconds since the epoch. */
  readonly updated: number;
  readonly iterations: number;
  readonly last: MetricsRow | null;
  /** Held-out accuracy of the reward model's last fit, or null. */
  readonly agreed: number | null;
  /** Events of the page's own log that it has learned from; its body has none of them. 0 for a run from a file. */
  readonly logLength: number;
  /** Deleted, but can be brought back until the next visit. */
  readonly deleted?: true;
}

/** A run with all its parts. */
export interface WholeRun {
  readonly head: RunHead;
  readonly body: RunBody;
  readonly rows: readonly MetricsRow[];
}

/** What is written at once: parts that are left out stay as they are. */
export interface RunChange {
  readonly head: RunHead;
  readonly body?: RunBody;
  /** Takes the place of all rows from the first one's iteration on; with `all`, of every row. */
  readonly rows?: readonly MetricsRow[];
  readonly all?: true;
}

export interface RunsDb {
  heads(): Promise<RunHead[]>;
  /** By iteration. */
  rows(id: string): Promise<MetricsRow[]>;
  body(id: string): Promise<RunBody | undefined>;
  /** All of it or nothing. */
  put(change: RunChange): Promise<void>;
  remove(id: string): Promise<void>;
}

interface Schema extends DBSchema {
  heads: { key: string; value: RunHead };
  bodies: { key: string; value: RunBody };
  rows: { key: [string, number]; value: MetricsRow };
}

/** Opens the database, creating it on the first visit. Rejects where IndexedDB is not allowed. */
export async function openRunsDb(name = 'nudge-runs'): Promise<RunsDb> {
  const onOpen = onDatabase<Schema>({
    name,
    create(fresh) {
      fresh.createObjectStore('heads', { keyPath: 'id' });
      fresh.createObjectStore('bodies');
      fresh.createObjectStore('rows');
    },
  });
  await onOpen(() => Promise.resolve());
  return {
    heads: () => onOpen((db) => db.getAll('heads')),
    rows: (id) => onOpen((db) => db.getAll('rows', rowsFrom(id, 0))),
    body: (id) => onOpen((db) => db.get('bodies', id)),
    put: ({ head, body, rows, all }) =>
      onOpen(async (db) => {
        const transaction = db.transaction(['heads', 'bodies', 'rows'], 'readwrite');
        const writes: Promise<unknown>[] = [];
        try {
          writes.push(transaction.objectStore('heads').put(head));
          if (body) writes.push(transaction.objectStore('bodies').put(body, head.id));
          const first = rows?.[0];
          if (rows && (first || all)) {
            const store = transaction.objectStore('rows');
            writes.push(store.delete(rowsFrom(head.id, all ? 0 : (first?.iteration ?? 0))));
            for (const row of rows) writes.push(store.put(row, [head.id, row.iteration]));
          }
        } catch (error) {
          // What cannot be cloned is refused at once, with the writes before it under way.
          for (const write of [...writes, transaction.done]) write.catch(() => undefined);
          transaction.abort();
          throw error;
        }
        // What fails with the transaction is told once, by the transaction.
        for (const write of writes) write.catch(() => undefined);
        await transaction.done;
      }),
    remove: (id) =>
      onOpen(async (db) => {
        const transaction = db.transaction(['heads', 'bodies', 'rows'], 'readwrite');
        const removals = [
          transaction.objectStore('heads').delete(id),
          transaction.objectStore('bodies').delete(id),
          transaction.objectStore('rows').delete(rowsFrom(id, 0)),
        ];
        for (const removal of removals) removal.catch(() => undefined);
        await transaction.done;
      }),
  };
}

function rowsFrom(id: string, iteration: number): IDBKeyRange {
  return IDBKeyRange.bound([id, iteration], [id, Infinity]);
}

/** Keeps everything in memory: for tests. */
export function memoryRunsDb(): RunsDb {
  const runs = new Map<string, WholeRun>();
  return {
    heads: () => Promise.resolve([...runs.values()].map(({ head }) => head)),
    rows: (id) => Promise.resolve([...(runs.get(id)?.rows ?? [])]),
    body: (id) => Promise.resolve(runs.get(id)?.body),
    put(change) {
      runs.set(change.head.id, changed(runs.get(change.head.id), change));
      return Promise.resolve();
    },
    remove(id) {
      runs.delete(id);
      return Promise.resolve();
    },
  };
}

export const EMPTY_BODY: RunBody = {
  prompts: { train: [], heldOut: [] },
  rankings: [],
  agreement: [],
  samples: [],
  comparisons: [],
};

/** A run after a change. */
export function changed(before: WholeRun | undefined, { head, body, rows, all }: RunChange): WholeRun {
  const first = all ? 0 : (rows?.[0]?.iteration ?? Infinity);
  const kept = (before?.rows ?? []).filter(({ iteration }) => iteration < first);
  return { head, body: body ?? before?.body ?? EMPTY_BODY, rows: [...kept, ...(rows ?? [])] };
}
