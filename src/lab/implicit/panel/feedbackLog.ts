/**
 * What people did with answers, as the page has it: shown at once, stored behind it, and tried again until it is. What was stored
 * before joins it when it was read. Knows no React, no model and no bench.
 */
import { createStore } from 'zustand/vanilla';
import type { FeedbackEvent } from '../../feedback/event.ts';
import { isFeedbackEvent } from '../../feedback/eventRows.ts';
import type { EventStore } from '../../feedback/eventStore.ts';

export interface FeedbackState {
  readonly events: readonly FeedbackEvent[];
  /** Why some of it would not outlive the page now, in the browser's words; null when all is stored. */
  readonly trouble: string | null;
}

/** Milliseconds between tries to store what could not be stored. */
const RETRY_MS = 2000;

export class FeedbackLog {
  readonly store = createStore<FeedbackState>(() => ({ events: [], trouble: null }));
  #pending: readonly FeedbackEvent[] = [];
  #read = false;
  #work: Promise<void> | null = null;

  constructor(
    private readonly db: EventStore,
    private readonly retryAfter = RETRY_MS,
  ) {
    void this.settle();
  }

  /**
   * Adds what is not there yet, by its id.
   * @returns how many were added
   */
  add(events: readonly FeedbackEvent[]): number {
    const known = new Set(this.store.getState().events.map(({ id }) => id));
    const added = events.filter(({ id }) => !known.has(id) && known.add(id));
    this.#pending = [...this.#pending, ...added];
    this.store.setState((state) => ({ events: [...state.events, ...added] }));
    void this.settle();
    return added.length;
  }

  /** Reads and writes what is still to be read and written. Never rejects. */
  settle(): Promise<void> {
    return (this.#work ??= this.#settle().finally(() => (this.#work = null)));
  }

  async #settle(): Promise<void> {
    try {
      if (!this.#read) {
        const stored = (await this.db.load()).filter(isFeedbackEvent);
        const known = new Set(stored.map(({ id }) => id));
        this.#pending = this.#pending.filter(({ id }) => !known.has(id));
        this.store.setState(({ events }) => ({
          events: [...stored, ...events.filter(({ id }) => !known.has(id))],
        }));
        this.#read = true;
      }
      while (this.#pending.length > 0) {
        const portion = this.#pending;
        await this.db.append(portion);
        this.#pending = this.#pending.slice(portion.length);
      }
      this.store.setState({ trouble: null });
    } catch (error) {
      this.store.setState({ trouble: error instanceof Error ? error.message : String(error) });
      // A write may have come through although it was told to have failed: what is there is looked at again.
      this.#read = false;
      setTimeout(() => void this.settle(), this.retryAfter);
    }
  }
}
