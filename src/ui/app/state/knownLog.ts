/**
 * Which events of the preference log a trainer knows: it is told only what is new to it, and where in the log that stands.
 * Pure of any trainer; must not know what the events mean.
 */
import type { PreferenceEvent } from '../../../preferences/event.ts';

/** Events that stand in a row, and the id of the one before them; null where they come first. */
export interface NewEvents {
  readonly events: readonly PreferenceEvent[];
  readonly after: string | null;
}

export class KnownLog {
  #ids: Set<string>;

  constructor(events: readonly PreferenceEvent[]) {
    this.#ids = new Set(events.map(({ id }) => id));
  }

  add(events: readonly PreferenceEvent[]): void {
    for (const { id } of events) this.#ids.add(id);
  }

  /** What of a log it does not know, in the order in which it can be told. */
  news(log: readonly PreferenceEvent[]): readonly NewEvents[] {
    const rows: { events: PreferenceEvent[]; after: string | null }[] = [];
    let row: PreferenceEvent[] | null = null;
    let after: string | null = null;
    for (const event of log) {
      if (this.#ids.has(event.id)) row = null;
      else if (row) row.push(event);
      else rows.push({ events: (row = [event]), after });
      after = event.id;
    }
    return rows;
  }
}
