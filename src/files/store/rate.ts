/** Bytes per second of late. Knows time and counts; knows not what they are of. */

/** Milliseconds that the rate is over. */
const WINDOW = 4_000;

export class RateMeter {
  readonly #samples: { readonly at: number; readonly bytes: number }[] = [];

  /** @param now milliseconds */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /**
   * Takes a count that only grows.
   * @returns bytes per second over the last seconds; 0 before there is a while to divide by.
   */
  add(bytes: number): number {
    const at = this.now();
    this.#samples.push({ at, bytes });
    while (this.#samples.length > 2 && at - this.#samples[1].at >= WINDOW) this.#samples.shift();
    const [first] = this.#samples;
    const seconds = (at - first.at) / 1_000;
    return seconds > 0 ? (bytes - first.bytes) / seconds : 0;
  }
}
