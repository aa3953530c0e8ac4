/**
 * Progress of stages that follow one another by the second where a GPU is fast: shown only where one takes long, and
 * then without a gap until the last of them has ended. Knows time; knows no store.
 */
import type { Progress } from '../../runs/state/runStore.ts';

/** Stages, and parts of one, that are short as a rule. */
const STAGES = new Set(['sample', 'score', 'update', 'evaluate']);
/** Milliseconds a stage may take unseen. */
const PATIENCE_MS = 1500;
/** Milliseconds from one stage to the next. */
const GAP_MS = 700;

export class SlowProgress {
  #latest: Progress | null = null;
  #shown = false;
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** @param show called with what is to be seen, or null */
  constructor(private readonly show: (progress: Progress | null) => void) {}

  /** Takes a step of any task. */
  take(progress: Progress): void {
    const ended = progress.total > 0 && progress.done >= progress.total;
    if (!STAGES.has(progress.task)) {
      this.stop();
      this.show(ended ? null : progress);
      return;
    }
    if (!ended) {
      const begins = this.#latest === null;
      this.#latest = progress;
      if (this.#shown) {
        this.#clear();
        this.show(progress);
      } else if (begins) {
        this.#wait(PATIENCE_MS, () => this.#reveal());
      }
      return;
    }
    this.#latest = null;
    this.#wait(GAP_MS, () => this.stop());
  }

  /** Forgets what is under way; hides it if it is seen. */
  stop(): void {
    this.#clear();
    this.#latest = null;
    if (this.#shown) this.show(null);
    this.#shown = false;
  }

  #reveal(): void {
    this.#shown = true;
    if (this.#latest) this.show(this.#latest);
  }

  #clear(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #wait(milliseconds: number, then: () => void): void {
    this.#clear();
    this.#timer = setTimeout(() => {
      this.#timer = null;
      then();
    }, milliseconds);
  }
}
