/**
 * When a run is saved, and what the page hears of it: now and then while it trains, at once when it rests. A
 * full disk is told once, and training goes on. Knows the checkpoints; knows no loop and no device.
 */
import type { RunCheckpoints } from './runCheckpoints.ts';

/** Saving may take one part in this many of the time: a reload then costs an iteration at most, mostly none. */
const SHARE = 10;

export class Saver {
  #savedAt = Number.NEGATIVE_INFINITY;
  /** Milliseconds the last save took. */
  #cost = 0;
  /** A disk stays full for long: it is told once. */
  #failed = false;
  #stopped = false;

  /**
   * @param now milliseconds
   * @param onSaved called after each save
   * @param onFailure called when storage begins to fail
   */
  constructor(
    private readonly checkpoints: RunCheckpoints,
    private readonly now: () => number,
    private readonly onSaved: () => void,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  /** Saves if it is time to, or if `force` says so. Never rejects. Call between stages only. */
  async save(force: boolean): Promise<void> {
    if (this.#stopped || (!force && this.now() - this.#savedAt < this.#cost * SHARE)) return;
    const started = this.now();
    await this.#attempt(async () => {
      await this.checkpoints.save();
      this.onSaved();
    });
    this.#savedAt = this.now();
    this.#cost = this.#savedAt - started;
  }

  /** Deletes what was saved of this run. Never rejects. */
  clear(): Promise<void> {
    return this.#attempt(() => this.checkpoints.clear());
  }

  /** No more saves: the device that holds the run is gone. */
  stop(): void {
    this.#stopped = true;
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#failed = false;
    } catch (error) {
      if (this.#failed || this.#stopped) return;
      this.#failed = true;
      this.onFailure(error);
    }
  }
}
