/**
 * The page's copy of what people said, in IndexedDB: an append-only event log, and the few parts of
 * the page that go with it. Must not know what the events mean, nor what to do when a write fails (preferencesStore.ts).
 */
import type { DBSchema } from 'idb';
import type { PreferenceEvent } from '../../preferences/event.ts';
import { append, onDatabase } from './database.ts';
import type { AgreementPoint, Visit } from './visit.ts';
import type { RunSamples } from '../../rl/runs/events.ts';
import type { SettingsChange } from '../../rl/runs/settingChanges.ts';

/** Parts of the page that the trainer does not keep, or would bring only when the model is there. */
export interface Remembered {
  readonly agreement: readonly AgreementPoint[];
  readonly changes: readonly SettingsChange[];
  readonly samples: RunSamples | null;
  /** What was on screen of the run. */
  readonly visit: Visit | null;
  /** The run in storage was left by a reset, and nothing was saved in its place yet. */
  readonly fresh: boolean;
}

export interface PreferenceDb {
  load(): Promise<PreferenceEvent[]>;
  /** Resolves once the events are on disk. Nothing is ever changed or removed. */
  append(events: readonly PreferenceEvent[]): Promise<void>;
  /** What {@link remember} was given last, or nothing. */
  recall(): Promise<Partial<Remembered>>;
  /** Keeps what is on screen beside the log, so that a reload finds it again. */
  remember(part: Partial<Remembered>): Promise<void>;
  /** Tells when the database was taken away, and with it perhaps what is in it. Calls open it again. */
  onLost?(listener: () => void): void;
}

interface Schema extends DBSchema {
  events: { key: number; value: PreferenceEvent };
  page: { key: string; value: Remembered[keyof Remembered] };
}

/** Opens the database, creating it on the first visit. Rejects where IndexedDB is not allowed. */
export async function openPreferenceDb(name = 'nudge'): Promise<PreferenceDb> {
  let tellLost = () => {};
  const onOpen = onDatabase<Schema>({
    name,
    create(fresh) {
      fresh.createObjectStore('events', { autoIncrement: true });
      fresh.createObjectStore('page');
    },
    onLost: () => tellLost(),
  });
  await onOpen(() => Promise.resolve());
  return {
    load: () => onOpen((db) => db.getAll('events')),
    append: (events) => onOpen((db) => append(db, 'events', events)),
    recall: () =>
      onOpen(async (db) => {
        const [keys, values] = await Promise.all([db.getAllKeys('page'), db.getAll('page')]);
        return Object.fromEntries(keys.map((key, at) => [key, values[at]])) as Partial<Remembered>;
      }),
    remember: (part) =>
      onOpen(async (db) => {
        const transaction = db.transaction('page', 'readwrite');
        for (const [key, value] of Object.entries(part))
          transaction.store.put(value, key).catch(() => undefined);
        await transaction.done;
      }),
    onLost(listener) {
      tellLost = listener;
    },
  };
}

/** Keeps everything in memory: for tests, and for browsers that refuse storage. */
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
