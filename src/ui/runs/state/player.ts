/**
 * Replays a run that is a record: the page's own recording, or any other. Keeps a position in it, and shows the curves
 * up to there.
 * Must not know React or the trainer.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { messageOf } from '../../../workers/failures.ts';
import type { RunRecord } from '../../../rl/runs/record.ts';
import { MetricsHistory } from './history.ts';

export interface RecordedState {
  readonly run: RunRecord | null;
  /** Why there is no run, once loading has failed. */
  readonly error: string | null;
  /** Rows shown, 0 to `run.history.length`. */
  readonly position: number;
  readonly playing: boolean;
}

/** Milliseconds a replayed iteration stays on screen; a whole run takes about half a minute. */
const FRAME_MS = 160;

/** Milliseconds a model may load without company: one that is there sooner needs its processor for itself. */
const PATIENCE_MS = 4000;

export class RecordedPlayer {
  readonly store: StoreApi<RecordedState> = createStore<RecordedState>(() => ({
    run: null,
    error: null,
    position: 0,
    playing: false,
  }));
  readonly history = new MetricsHistory();
  #url: string;
  #loading: Promise<boolean> | null = null;
  #shipped: Promise<RunRecord> | null = null;
  #timer: ReturnType<typeof setInterval> | null = null;

  /**
   * @param url where the recorded run lies
   * @param patience milliseconds of loading from which on a recording is shown meanwhile
   */
  constructor(
    url: string,
    readonly patience = PATIENCE_MS,
  ) {
    this.#url = url;
  }

  /** Fetches and checks the file, once. Resolves false, and says why, when there is no usable run. */
  load(): Promise<boolean> {
    this.#loading ??= this.#fetch();
    return this.#loading;
  }

  /** The page's own recording, fetched once; null where it cannot be had. */
  bring(): Promise<RunRecord | null> {
    return this.#bring().catch(() => null);
  }

  /** Shows another run, from its beginning. */
  show(run: RunRecord): void {
    this.#loading = Promise.resolve(true);
    this.pause();
    this.store.setState({ run, error: null });
    this.seek(0);
  }

  play(): void {
    const { run, position } = this.store.getState();
    if (!run || this.#timer !== null) return;
    if (position >= run.history.length) this.seek(0);
    this.store.setState({ playing: true });
    this.#timer = setInterval(() => {
      const state = this.store.getState();
      if (!state.run || state.position >= state.run.history.length) this.pause();
      else this.seek(state.position + 1);
    }, FRAME_MS);
  }

  pause(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.store.setState({ playing: false });
  }

  /** Shows the first `position` iterations. */
  seek(position: number): void {
    const { run } = this.store.getState();
    if (!run) return;
    this.history.replace(run.history.slice(0, position));
    this.store.setState({ position });
  }

  async #fetch(): Promise<boolean> {
    try {
      const run = await this.#bring();
      // One that somebody brought meanwhile stays.
      if (!this.store.getState().run) this.store.setState({ run });
      return true;
    } catch (error) {
      this.store.setState({ error: messageOf(error) });
      return false;
    }
  }

  #bring(): Promise<RunRecord> {
    this.#shipped ??= this.#read().catch((error: unknown) => {
      this.#shipped = null;
      throw error;
    });
    return this.#shipped;
  }

  async #read(): Promise<RunRecord> {
    const reading = import('../../../rl/runs/recordFile.ts');
    // Said where it is waited for, should the file not come first.
    reading.catch(() => undefined);
    const response = await fetch(this.#url);
    if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
    const { readRunRecord } = await reading;
    return readRunRecord(await response.text());
  }
}
