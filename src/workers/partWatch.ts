/** Iterations of a run with how long their parts took, for whoever wants to tell what more of them will take. */
import type { PartTime, WatchedIteration } from '../rl/runs/partTime.ts';
import type { RunKit } from '../rl/runs/kit.ts';

export class PartWatch {
  #times: { readonly iteration: number; readonly time: PartTime }[] = [];
  #watching = false;

  constructor(private readonly run: { readonly iteration: number; readonly kit: Pick<RunKit, 'onPart'> }) {}

  /**
   * Begins, goes on, or ends. The first iteration watched is the one after that under way, which may have begun before.
   * @returns the iterations that were watched from their beginning to their end
   */
  take(watch: boolean): readonly WatchedIteration[] {
    const { run } = this;
    if (watch && !this.#watching) {
      this.#times = [];
      const first = run.iteration + 2;
      run.kit.onPart = (time) => {
        if (run.iteration + 1 >= first) this.#times.push({ iteration: run.iteration + 1, time });
      };
    }
    if (!watch) run.kit.onPart = null;
    this.#watching = watch;
    const done = new Map<number, PartTime[]>();
    for (const { iteration, time } of this.#times)
      if (iteration <= run.iteration) done.set(iteration, [...(done.get(iteration) ?? []), time]);
    return [...done].map(([iteration, parts]) => ({ iteration, parts }));
  }
}
