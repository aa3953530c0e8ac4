/**
 * The page's one line to the trainer: connects, restarts, cancels, keeps its log as the page's is, and hands events on to
 * the readers of their type. Calls that belong to a closed connection are dropped. Must not know React or what the events
 * mean.
 */
import type { PreferenceEvent } from '../../../preferences/event.ts';
import { reading, type Listen, type Readers } from '../../../rl/runs/events.ts';
import type { ConnectTrainer, TrainerConnection } from '../../../workers/client.ts';
import {
  LOADING,
  type OpenRequest,
  type SessionInfo,
  type TrainerApi,
  type TrainerEvent,
} from '../../../workers/protocol.ts';

import { KnownLog } from './knownLog.ts';

export { messageOf } from '../../../workers/failures.ts';

/** How long a trainer may take to give up what it loads before it is ended without more ado. */
const PATIENCE_MS = 2000;

export class TrainerLink {
  #connect: ConnectTrainer;
  #connection: TrainerConnection | null = null;
  /** What the trainer has of the log; null while none is open. */
  #known: KnownLog | null = null;
  #listeners = new Set<Listen<TrainerEvent>>();

  constructor(connect: ConnectTrainer) {
    this.#connect = connect;
    // Its own judgements it knows.
    this.on({ preferences: ({ events }) => this.#known?.add(events) });
  }

  /** The trainer's calls, or null while there is none. */
  get api(): Omit<TrainerApi, 'open'> | null {
    return this.#connection?.api ?? null;
  }

  /** Ends the present trainer, if any, and opens a new one. Null when it was closed meanwhile. */
  async open(request: OpenRequest): Promise<SessionInfo | null> {
    this.close();
    const connection = this.#connect((event) => {
      if (this.#connection !== connection) return;
      for (const listener of this.#listeners) listener(event);
    });
    this.#connection = connection;
    try {
      const info = await connection.open(request);
      if (this.#connection !== connection) return null;
      this.#known = new KnownLog(request.preferences);
      return info;
    } catch (error) {
      if (this.#connection !== connection) return null;
      throw error;
    }
  }

  /**
   * Asks the trainer to give up opening, so that it lets downloads and device go, and ends it then. Nothing of it
   * is heard from here on.
   */
  async cancelOpening(): Promise<void> {
    const connection = this.#connection;
    if (!connection) return;
    this.#connection = this.#known = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MS);
    });
    // A trainer that cannot answer is ended all the same.
    await Promise.race([connection.api.cancel(LOADING).catch(() => undefined), patience]);
    clearTimeout(timer);
    connection.close();
  }

  close(): void {
    this.#connection?.close();
    this.#connection = this.#known = null;
  }

  /**
   * Tells the trainer what is new to it in the log. What it could not be told goes with the next call; while none is open,
   * with its opening.
   */
  async tellPreferences(log: readonly PreferenceEvent[]): Promise<void> {
    const known = this.#known;
    for (const { events, after } of known?.news(log) ?? []) {
      // Another trainer was opened with what there was then.
      if (known !== this.#known) return;
      await this.api?.addPreferences(events, after);
      known?.add(events);
    }
  }

  /** Reads what is told from now on, by its type. */
  on(readers: Readers<TrainerEvent>): void {
    this.#listeners.add(reading(readers));
  }
}
