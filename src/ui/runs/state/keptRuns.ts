/**
 * The way to all runs: a first visit has none, so what keeps them, and the database, are loaded with the first row of a
 * run, or when somebody asks for the others. Must not know React or what is done with a run.
 */
import type { PreferenceEvent } from '../../../preferences/event.ts';
import { messageOf } from '../../../workers/failures.ts';
import type { Runs } from './runs.ts';
import type { RunsDb } from './runsDb.ts';
import { createRunsStore, type RunsStore } from './runsStore.ts';

export class KeptRuns {
  readonly store: RunsStore = createRunsStore();
  #open: () => Promise<RunsDb>;
  #log: () => readonly PreferenceEvent[];
  #loading: Promise<Runs> | null = null;

  /** @param log the page's preference log, of which a run of one's own has learned from the beginning */
  constructor(open: () => Promise<RunsDb>, log: () => readonly PreferenceEvent[]) {
    this.#open = open;
    this.#log = log;
  }

  /** Loads what keeps runs, once. Where that fails it is told as trouble, and tried again when it is next asked for. */
  load(): Promise<Runs> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  async #load(): Promise<Runs> {
    try {
      const { Runs } = await import('./runs.ts');
      // Of an attempt before, the only trouble there can be without it.
      this.store.setState({ trouble: null });
      return new Runs(this.store, this.#open, this.#log);
    } catch (error) {
      this.#loading = null;
      this.store.setState({ trouble: messageOf(error) });
      throw error;
    }
  }
}
