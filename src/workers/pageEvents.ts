/**
 * The one-way line to the page: what the run tells goes through as it is, and what the worker has to tell beside it. Knows
 * the protocol's events; knows not what makes them.
 */
import { Teller } from '../rl/runs/teller.ts';
import { toFailure } from './failures.ts';
import type { TrainerEvent } from './protocol.ts';

export class PageEvents extends Teller<TrainerEvent> {
  constructor(port: MessagePort) {
    super((event) => port.postMessage(event, []));
  }

  /** @param iteration last finished iteration of the run */
  failure(error: unknown, iteration: number): void {
    this.forget();
    this.tell({ type: 'failure', failure: toFailure(error, iteration) });
  }
}
