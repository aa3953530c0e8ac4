/**
 * The preference log as the page sees it: the truth that the trainer gets copies of. An event is
 * on disk before anyone else hears of it. Must not know the trainer or React.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PreferenceEvent } from '../../workers/protocol.ts';
import { memoryPreferenceDb, type PreferenceDb } from './preferenceDb.ts';

export interface PreferencesState {
  readonly events: readonly PreferenceEvent[];
  readonly loaded: boolean;
  /** Why the log is kept in memory only, or null when it is stored. */
  readonly storageError: string | null;
}

export interface PreferencesStore {
  readonly store: StoreApi<PreferencesState>;
  readonly db: PreferenceDb;
  /** Stores the events, then shows them. Calls are served in order. */
  append(events: readonly PreferenceEvent[]): Promise<void>;
}

/** Reads the stored log; falls back to memory, and says so, where storage is refused. */
export async function createPreferencesStore(open: () => Promise<PreferenceDb>): Promise<PreferencesStore> {
  let db: PreferenceDb;
  let storageError: string | null = null;
  let events: PreferenceEvent[];
  try {
    db = await open();
    events = await db.load();
  } catch (error) {
    storageError = error instanceof Error ? error.message : String(error);
    db = memoryPreferenceDb();
    events = [];
  }
  const store = createStore<PreferencesState>(() => ({ events, loaded: true, storageError }));
  let last: Promise<void> = Promise.resolve();
  return {
    store,
    get db() {
      return db;
    },
    append(added) {
      const run = async () => {
        try {
          await db.append(added);
        } catch (error) {
          // A full disk must not lose what was just said: it stays on screen and can be exported.
          store.setState({ storageError: error instanceof Error ? error.message : String(error) });
        }
        store.setState((state) => ({ events: [...state.events, ...added] }));
      };
      last = last.then(run);
      return last;
    },
  };
}
