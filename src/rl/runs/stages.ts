/**
 * An iteration gone through stage by stage: a method's generator, and how a stage is stopped in the middle and gone on with.
 * A call of the kit that is stopped does not come back to the method: it waits, and is made again when its stage is. So
 * nothing that was done before it is done twice. Knows no method and no model.
 */
import type { StageName, Values } from '../training/algorithm.ts';

/** The generator of one iteration. */
export type Iteration = AsyncGenerator<StageName, Values, void>;

export class Stages {
  #iteration: Iteration | null = null;
  /** The next step of it, under way or stopped. */
  #going: Promise<IteratorResult<StageName, Values>> | null = null;
  #signal = new AbortController().signal;
  /** Goes on with the call that was stopped. */
  #resume: (() => void) | null = null;
  #leave: (error: unknown) => void = () => undefined;
  #next: StageName | null = null;

  /** The stage that comes next of the iteration under way; null when none is. */
  get next(): StageName | null {
    return this.#next;
  }

  /** Takes up another iteration. What was left of the one before is forgotten. */
  async begin(iteration: Iteration): Promise<void> {
    this.drop();
    const { value, done } = await iteration.next();
    if (done) throw new Error('A method has no stage.');
    this.#iteration = iteration;
    this.#next = value;
  }

  /** Forgets the iteration under way. A call of it that waits never comes back. */
  drop(): void {
    this.#iteration = this.#going = this.#resume = this.#next = null;
  }

  /**
   * Runs the next stage.
   * @returns the values of the iteration when it was the last, else null
   * @throws what the stage throws, and the iteration is dropped; but where `signal` stopped it, the next call goes on with
   *   the same stage
   */
  async run(signal: AbortSignal): Promise<Values | null> {
    if (!this.#iteration) throw new Error('No iteration is under way.');
    this.#signal = signal;
    const left = new Promise<never>((_, reject) => (this.#leave = reject));
    const resume = this.#resume;
    this.#resume = null;
    this.#going ??= this.#iteration.next();
    resume?.();
    try {
      const { value, done } = await Promise.race([this.#going, left]);
      this.#going = null;
      if (!done) this.#next = value;
      else this.drop();
      return done ? value : null;
    } catch (error) {
      // Unless a call waits to be made again, the method has given up.
      if (!this.#resume) this.drop();
      throw error;
    }
  }

  /** A call of the kit: runs `work`, and again each time that its stage is taken up after it was stopped. */
  async attempt<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    for (;;) {
      const signal = this.#signal;
      try {
        return await work(signal);
      } catch (error) {
        if (!signal.aborted) throw error;
        await new Promise<void>((resume) => {
          this.#resume = resume;
          this.#leave(error);
        });
      }
    }
  }
}
