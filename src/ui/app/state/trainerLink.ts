/**
 * The page's one line to the trainer: connects, restarts, cancels, and hands events on. Calls that
 * belong to a closed connection are dropped. Must not know React or what the events mean.
 */
import type { ConnectTrainer, TrainerConnection } from '../../../workers/client.ts';
import {
  LOADING,
  type OpenRequest,
  type SessionInfo,
  type TrainerApi,
  type TrainerEvent,
} from '../../../workers/protocol.ts';

export { messageOf } from '../../../workers/failures.ts';

/** How long a trainer may take to give up what it loads before it is ended without more ado. */
const PATIENCE_MS = 2000;

export class TrainerLink {
  #connect: ConnectTrainer;
  #connection: TrainerConnection | null = null;
  #listeners = new Set<(event: TrainerEvent) => void>();

  constructor(connect: ConnectTrainer) {
    this.#connect = connect;
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
      return this.#connection === connection ? info : null;
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
    this.#connection = null;
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
    this.#connection = null;
  }

  onEvent(listener: (event: TrainerEvent) => void): void {
    this.#listeners.add(listener);
  }
}
