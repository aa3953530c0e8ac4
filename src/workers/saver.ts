/**
 * When a run is saved, and what the page hears of it: every so many iterations while it trains, at once when it
 * rests. A full disk is told once, and training goes on. Knows the checkpoints; knows no loop and no device.
 */
import type { RunCheckpoints } from './runCheckpoints.ts';

/** Saving what was learned between iterations may take one part in this many of the time. */
const SHARE = 10;

/** `stage`: more follow at once. `learned`: the reward model, while nothing else runs. `rest`: nothing runs. */
export type SaveOccasion = 'stage' | 'learned' | 'rest';

/** What is asked of the checkpoints of a run. */
export type SavedRuns = Pick<RunCheckpoints, 'save' | 'clear' | 'kept'>;

export class Saver {
  #savedAt = Number.NEGATIVE_INFINITY;
  /** Milliseconds the last save took. */
  #cost = 0;
  #savedIteration: number;
  /** A disk stays full for long: it is told once. */
  #failed = false;
  #stopped = false;

  /**
   * @param run last finished iteration, and how many of them may pass between saves
   * @param now milliseconds
   * @param onSaved called with the iteration after each save, and with what is left when a save failed
   * @param onFailure called when storage begins to fail
   */
  constructor(
    private readonly checkpoints: SavedRuns,
    private readonly run: { readonly iteration: number; readonly settings: { readonly saveEvery: number } },
    private readonly now: () => number,
    private readonly onSaved: (iteration: number | null) => void,
    private readonly onFailure: (error: unknown) => void,
  ) {
    this.#savedIteration = run.iteration;
  }

  /** Saves if it is time to. Never rejects. Call between stages only. */
  async save(occasion: SaveOccasion): Promise<void> {
    if (this.#stopped || !this.#isDue(occasion)) return;
    const started = this.now();
    await this.#attempt(async () => {
      await this.checkpoints.save();
      this.onSaved(this.run.iteration);
    });
    this.#savedAt = this.now();
    this.#cost = this.#savedAt - started;
    this.#savedIteration = this.run.iteration;
  }

  #isDue(occasion: SaveOccasion): boolean {
    if (occasion === 'rest') return true;
    if (occasion === 'learned') return this.now() - this.#savedAt >= this.#cost * SHARE;
    const { iteration, settings } = this.run;
    // After a reset the run is behind what was saved.
    const since = iteration - this.#savedIteration;
    return since < 0 || since >= settings.saveEvery;
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
      // Storage may have been cleared, and with it what was saved before.
      if ((await this.checkpoints.kept()) === null) this.onSaved(null);
      this.onFailure(error);
    }
  }
}
