/**
 * Tells events as they are, and ends the progress of what stopped before its total: who watches would wait for the rest
 * for ever. Knows progress; knows no other event.
 */
import type { Listen, Progress } from './events.ts';

type ProgressEvent = { readonly type: 'progress' } & Progress;

export class Teller<Event extends { readonly type: string }> {
  /** Totals of tasks that have begun and not ended. */
  readonly #underway = new Map<string, number>();

  constructor(readonly tell: Listen<Event | ProgressEvent>) {}

  progress(task: string, done: number, total: number): void {
    if (done < total) this.#underway.set(task, total);
    else this.#underway.delete(task);
    this.tell({ type: 'progress', task, done, total });
  }

  /** {@link progress} of one task. */
  of(task: string): (done: number, total: number) => void {
    return (done, total) => this.progress(task, done, total);
  }

  /** Ends tasks, those that are under way. */
  end(...tasks: readonly string[]): void {
    for (const task of tasks) {
      const total = this.#underway.get(task);
      if (total !== undefined) this.progress(task, total, total);
    }
  }

  /** What is under way will not be ended: nobody waits for it any more. */
  forget(): void {
    this.#underway.clear();
  }
}
