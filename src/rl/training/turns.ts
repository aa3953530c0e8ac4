/**
 * Who may use the GPU next. Training is cut into short turns (one minibatch, one rollout), and what a person
 * waits for goes first. Knows no GPU and no training.
 */

export type Urgency = 'interactive' | 'training';

interface Waiting {
  readonly urgency: Urgency;
  readonly start: () => void;
}

/** A lock whose waiting line lets interactive work pass training work; within a kind, first come first served. */
export class Turns {
  readonly #waiting: Waiting[] = [];
  #busy = false;

  /** Whether somebody has a turn. */
  get busy(): boolean {
    return this.#busy;
  }

  /** Runs `work` alone. Its result or error is passed on; the turn ends either way. */
  async take<T>(urgency: Urgency, work: () => Promise<T>): Promise<T> {
    await this.#enter(urgency);
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  #enter(urgency: Urgency): Promise<void> {
    if (!this.#busy) {
      this.#busy = true;
      return Promise.resolve();
    }
    return new Promise((start) => this.#waiting.push({ urgency, start }));
  }

  #leave(): void {
    const interactive = this.#waiting.findIndex(({ urgency }) => urgency === 'interactive');
    const next = this.#waiting.splice(Math.max(0, interactive), 1)[0];
    if (next) next.start();
    else this.#busy = false;
  }
}
