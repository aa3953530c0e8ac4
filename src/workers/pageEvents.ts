/** The one-way line to the page. Knows the protocol's events; knows not what makes them. */
import { toFailure } from './failures.ts';
import type { TrainerEvent } from './protocol.ts';

export class PageEvents {
  /** Totals of tasks that have begun and not ended. */
  readonly #underway = new Map<string, number>();

  constructor(private readonly port: MessagePort) {}

  tell(event: TrainerEvent): void {
    this.port.postMessage(event, []);
  }

  progress(task: string, done: number, total: number): void {
    if (done < total) this.#underway.set(task, total);
    else this.#underway.delete(task);
    this.tell({ type: 'progress', task, done, total });
  }

  /** Ends tasks that stopped before their total, or the page would wait for the rest for ever. */
  endProgress(...tasks: readonly string[]): void {
    for (const task of tasks) {
      const total = this.#underway.get(task);
      if (total !== undefined) this.progress(task, total, total);
    }
  }

  /** @param iteration last finished iteration of the run */
  failure(error: unknown, iteration: number): void {
    this.#underway.clear();
    this.tell({ type: 'failure', failure: toFailure(error, iteration) });
  }
}
