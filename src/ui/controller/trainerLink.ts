/**
 * The page's one line to the trainer: connects, restarts, cancels, and hands events on. Calls that
 * belong to a closed connection are dropped. Must not know React or what the events mean.
 */
import type { ConnectTrainer, TrainerConnection } from '../../workers/client.ts';
import type { OpenRequest, SessionInfo, TrainerApi, TrainerEvent } from '../../workers/protocol.ts';

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

  close(): void {
    this.#connection?.close();
    this.#connection = null;
  }

  onEvent(listener: (event: TrainerEvent) => void): void {
    this.#listeners.add(listener);
  }
}

/** An error's message for people. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
