/**
 * Kernels measured behind the answers: compiling what is to be compared takes longer than the first answers do, so a
 * first visit runs on the adapter's usual kernels, and while nothing else happens others are measured, on a device of
 * their own, for the next visit. What a run is computed with never changes under it. Knows when it may; does not know
 * what is measured.
 */

/** Milliseconds between two looks at whether something happens, and the quiet ones that measuring waits for. */
const PAUSE = 500;
const QUIET_LOOKS = 3;

export class TuneBehind {
  #timer: ReturnType<typeof setInterval> | null = null;
  #quiet = 0;
  #running: AbortController | null = null;

  /**
   * @param measure measures and remembers, or rejects when the signal says so
   * @param pause milliseconds between two looks
   */
  constructor(
    private readonly measure: (signal: AbortSignal) => Promise<void>,
    private readonly pause = PAUSE,
  ) {}

  /** Waits for quiet; measures once; gives up, and waits again, when something begins. */
  begin(isBusy: () => boolean): void {
    this.#timer = setInterval(() => this.#look(isBusy()), this.pause);
  }

  /** Ends it for good. */
  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#running?.abort();
  }

  #look(busy: boolean): void {
    this.#quiet = busy ? 0 : this.#quiet + 1;
    if (busy) this.#running?.abort();
    if (this.#running || this.#quiet < QUIET_LOOKS) return;
    const running = (this.#running = new AbortController());
    void this.measure(running.signal).then(
      () => this.stop(),
      () => {
        // Whatever else it was: it is tried again at the next visit.
        if (!running.signal.aborted) this.stop();
        this.#running = null;
        this.#quiet = 0;
      },
    );
  }
}
