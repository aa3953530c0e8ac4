/**
 * One iteration in slow motion: before each stage a pause to say what comes, after it one to say what came of it. Somebody
 * who wants no motion goes on by hand. Knows stages by name and who steps them; must not know React, words or a trainer.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';

/** Where it stands: before a stage, in it, behind it; `stage` is the one it is about. */
export interface SlowMotionState {
  readonly phase: 'before' | 'during' | 'after' | 'ended';
  readonly stage: string;
}

/** The hand on the loop. */
export interface SlowHand {
  /** Every stage of the loop, in its order. */
  readonly order: readonly string[];
  /** The stage that comes next, as far as the page can know. */
  next(): string;
  /** Stages that have run of the iteration. */
  done(): readonly string[];
  /** Runs the next stage; true when it came to its end and the page has been told. */
  step(): Promise<boolean>;
}

/** Milliseconds before and after a stage; Infinity waits for {@link SlowMotion.goOn}. */
export interface SlowPauses {
  readonly before: number;
  readonly after: number;
}

export const PAUSES: SlowPauses = { before: 2500, after: 4500 };
export const BY_HAND: SlowPauses = { before: Infinity, after: Infinity };

export class SlowMotion {
  readonly store: StoreApi<SlowMotionState>;
  #goOn: (() => void) | null = null;

  constructor(
    private readonly hand: SlowHand,
    private readonly pauses: SlowPauses = PAUSES,
  ) {
    this.store = createStore<SlowMotionState>(() => ({ phase: 'before', stage: hand.next() }));
  }

  /** Ends the pause under way. */
  goOn(): void {
    this.#goOn?.();
  }

  /** Goes through the rest of the iteration under way, or a new one. Ends early with `signal`, and where a stage fails. */
  async play(signal: AbortSignal): Promise<void> {
    const { hand, pauses } = this;
    const last = hand.order.at(-1);
    // No iteration has more stages than there are.
    for (let stages = 0; stages < hand.order.length && !signal.aborted; stages++) {
      this.store.setState({ phase: 'before', stage: hand.next() });
      await this.#pause(pauses.before, signal);
      if (signal.aborted) break;
      this.store.setState({ phase: 'during', stage: hand.next() });
      const ended = await hand.step();
      if (!ended || signal.aborted) break;
      const stage = hand.done().at(-1) ?? hand.next();
      this.store.setState({ phase: 'after', stage });
      await this.#pause(pauses.after, signal);
      if (stage === last) break;
    }
    this.store.setState({ phase: 'ended' });
  }

  #pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = Number.isFinite(milliseconds) ? setTimeout(resolve, milliseconds) : undefined;
      const end = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#goOn = end;
      signal.addEventListener('abort', end, { once: true });
    });
  }
}
