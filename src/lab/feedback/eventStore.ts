/** What a log of events asks of the place that keeps it. Types only; knows no event and no database. */

/** Events can be added and read, and never changed. */
export interface EventStore {
  /** All that was ever added, as it was stored. */
  load(): Promise<unknown[]>;
  /** Resolves once the events are kept: all of them or none. */
  append(events: readonly object[]): Promise<void>;
}
