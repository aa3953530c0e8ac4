/**
 * The preference log as a run has it: as it was given, and as its models can read it. Only what is added is read.
 * Knows events and their order; knows no page, and not what is learned from them.
 */
import type { PreferenceEvent } from '../../preferences/event.ts';
import { ownEvents, type AnswerReader } from '../training/foreignAnswers.ts';

export class RunLog {
  #given: readonly PreferenceEvent[] = [];
  #own: readonly PreferenceEvent[] = [];

  /** @param room most tokens of prompt and answer together, as it is now */
  constructor(
    private readonly reader: AnswerReader,
    private readonly room: () => number,
  ) {}

  /** As they were given. */
  get given(): readonly PreferenceEvent[] {
    return this.#given;
  }

  /** As the models read them: one for each that was given, in the same order. */
  get own(): readonly PreferenceEvent[] {
    return this.#own;
  }

  /** Takes a whole log in place of the one before. */
  replace(events: readonly PreferenceEvent[]): void {
    this.#given = events;
    this.#own = this.#read(events);
  }

  /**
   * Adds those events that are not in the log.
   * @param after id of the event that they stand behind; null: they come first. Behind all when left out or not known
   */
  add(events: readonly PreferenceEvent[], after?: string | null): void {
    const known = new Set(this.#given.map(({ id }) => id));
    const added = events.filter(({ id }) => !known.has(id));
    const before = after == null ? -1 : this.#given.findIndex(({ id }) => id === after);
    const at = after === null ? 0 : before < 0 ? this.#given.length : before + 1;
    this.#given = inserted(this.#given, at, added);
    this.#own = inserted(this.#own, at, this.#read(added));
  }

  #read(events: readonly PreferenceEvent[]): readonly PreferenceEvent[] {
    return ownEvents(this.reader, events, this.room());
  }
}

/** Not toSpliced: what is imported at once may be more than a call can have arguments. */
function inserted<Item>(items: readonly Item[], at: number, added: readonly Item[]): readonly Item[] {
  return [...items.slice(0, at), ...added, ...items.slice(at)];
}
