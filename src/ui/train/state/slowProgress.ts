/**
 * Progress of stages that follow one another by the second where a GPU is fast: shown only where one takes long, and
 * then without a gap until the last of them has ended. Knows time; knows no store.
 */
import type { Progress } from '../../../rl/runs/events.ts';

/** Milliseconds a stage may take unseen. */
const PATIENCE_MS = 1500;
/** Milliseconds from one stage to the next. */
const GAP_MS = 700;

export class SlowProgress {
  #latest: Progress | null = null;
  #shown = false;
  #timer: ReturnType<typeof setTimeout> | null = null;

  /**
   * @param show called with what is to be seen, or null
   * @param isStage whether a task is a stage of the method that trains: they are short as a rule
   */
  constructor(
    private readonly show: (progress: Progress | null) => void,
    private readonly isStage: (task: string) => boolean,
  ) {}

  #isShort(task: string): boolean {
    // Agreement is measured as fast as a stage; a fit is long as a rule.
    return task === 'evaluate' || (task !== 'fit' && this.isStage(task));
  }

  /** Takes a step of any task. */
  take(progress: Progress): void {
    const ended = progress.total > 0 && progress.done >= progress.total;
    if (!this.#isShort(progress.task)) {
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
