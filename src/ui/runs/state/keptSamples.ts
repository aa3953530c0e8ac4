/**
 * The samples of a run's iterations, the newest of them, in memory: what stood behind a point of a curve. Must not know who
 * shows them.
 */
import type { RunSamples } from '../../../rl/runs/events.ts';

/** Iterations whose samples are kept: about a megabyte. */
const KEPT = 500;

export class KeptSamples {
  #all: readonly RunSamples[] = [];

  constructor(private readonly most = KEPT) {}

  /** By iteration, ascending. */
  get all(): readonly RunSamples[] {
    return this.#all;
  }

  /** Those of an iteration take the place of its own and of all behind it: a run that went back goes another way. */
  add(samples: RunSamples): void {
    const before = this.#all.filter(({ iteration }) => iteration < samples.iteration);
    this.#all = [...before, samples].slice(-this.most);
  }

  /** Another run begins, with what it has. */
  replace(samples: readonly RunSamples[]): void {
    this.#all = [...samples].slice(-this.most);
  }
}
