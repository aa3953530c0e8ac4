/**
 * Keeps the GPU busy while results travel: a step is submitted before the one ahead of it has come back. Knows
 * promises and their order; knows no GPU and no step.
 */

/** A step that has been submitted. Wrapped, because an async function cannot return a promise unresolved. */
export interface Submitted<Result> {
  readonly result: Promise<Result>;
}

/** At most `limit` submitted steps whose results have not come back; results are handled in their order. */
export class InFlight<Result> {
  readonly #pending: Promise<Result>[] = [];

  /** @param handle sees each result; what it throws, `add` or `drain` throws */
  constructor(
    private readonly handle: (result: Result) => void,
    private readonly limit = 2,
  ) {}

  /** Takes a step in, and waits until there is room for another. */
  async add({ result }: Submitted<Result>): Promise<void> {
    // Told when its turn comes; until then it is not an unhandled rejection.
    result.catch(() => {});
    this.#pending.push(result);
    while (this.#pending.length >= this.limit) await this.#next();
  }

  /** Waits for every step taken in. */
  async drain(): Promise<void> {
    while (this.#pending.length > 0) await this.#next();
  }

  async #next(): Promise<void> {
    const [first] = this.#pending.splice(0, 1);
    this.handle(await first);
  }
}
