/**
 * Keeps what was recorded for a shape while that shape is likely to come again, and frees it after: a long run
 * meets many shapes, and each holds buffers. Least recently used goes first. Knows no GPU and no shape: an entry
 * is anything its owner can free, found by a key.
 */

interface Slot<Entry> {
  readonly entry: Promise<Entry>;
  /** Once it is built. */
  built: { readonly entry: Entry } | null;
  /** Calls of `use` that have not ended. */
  users: number;
}

/** At most `limit` entries that nobody uses; one in use is never destroyed. */
export class PlanCache<Entry> {
  /** Least recently used first. */
  readonly #slots = new Map<string, Slot<Entry>>();

  /**
   * @param limit entries kept; more only while more are in use at once
   * @param free destroys all that an entry owns
   */
  constructor(
    private readonly limit: number,
    private readonly free: (entry: Entry) => void,
  ) {}

  /** Entries kept now. */
  get size(): number {
    return this.#slots.size;
  }

  /**
   * Gives `work` the entry of `key`, built first if there is none. The entry stays alive until `work` has ended,
   * so everything that replays it must be submitted by then.
   * @throws what `build` or `work` throws; an entry that could not be built is built anew the next time
   */
  async use<Result>(
    key: string,
    build: () => Promise<Entry>,
    work: (entry: Entry) => Result | Promise<Result>,
  ): Promise<Result> {
    const slot = this.#take(key, build);
    slot.users += 1;
    try {
      return await work(await slot.entry);
    } finally {
      slot.users -= 1;
      if (slot.users === 0 && this.#slots.get(key) !== slot) this.#free(slot);
      this.#trim(this.limit);
    }
  }

  /** Forgets every entry: idle ones are destroyed, one in use when its last user ends. */
  clear(): void {
    const slots = [...this.#slots.values()];
    this.#slots.clear();
    for (const slot of slots) if (slot.users === 0) this.#free(slot);
  }

  #take(key: string, build: () => Promise<Entry>): Slot<Entry> {
    const known = this.#slots.get(key);
    if (known) {
      this.#slots.delete(key);
      this.#slots.set(key, known);
      return known;
    }
    // Before the new one is built, so that both are never in memory together.
    this.#trim(this.limit - 1);
    const slot: Slot<Entry> = { entry: build(), built: null, users: 0 };
    this.#slots.set(key, slot);
    slot.entry.then(
      (entry) => {
        slot.built = { entry };
      },
      () => {
        if (this.#slots.get(key) === slot) this.#slots.delete(key);
      },
    );
    return slot;
  }

  #trim(limit: number): void {
    for (const [key, slot] of this.#slots) {
      if (this.#slots.size <= limit) return;
      if (slot.users > 0) continue;
      this.#slots.delete(key);
      this.#free(slot);
    }
  }

  /** The entry is idle: built by now, or it could not be and there is nothing to free. At once, before another is. */
  #free({ entry, built }: Slot<Entry>): void {
    if (built) this.free(built.entry);
    else void entry.then(this.free, () => {});
  }
}
