/**
 * The metrics of a run in a ring buffer of typed arrays, so that a row costs no allocation and no
 * render: charts look at `version` on the next animation frame. Knows no chart and no React.
 */
import type { MetricsRow } from '../../../rl/algorithms/metrics.ts';

/** Points of one curve; both arrays have the same length, x ascending. */
export interface Curve {
  readonly x: number[];
  readonly y: number[];
}

export class MetricsHistory {
  readonly capacity: number;
  #iterations: Float64Array;
  /** Of every metric that a row had: which there are is the matter of the method. */
  #columns = new Map<string, Float64Array>();
  #start = 0;
  #count = 0;
  #latest: MetricsRow | null = null;
  #version = 0;
  #listeners = new Set<() => void>();

  /** @param capacity rows kept; older ones are overwritten. */
  constructor(capacity = 4096) {
    this.capacity = capacity;
    this.#iterations = new Float64Array(capacity);
  }

  get length(): number {
    return this.#count;
  }

  /** Changes with every change of the content. */
  get version(): number {
    return this.#version;
  }

  get latest(): MetricsRow | null {
    return this.#latest;
  }

  /** Appends a row. A row of an iteration already held replaces it and all after it (a rollback). */
  push(row: MetricsRow): void {
    this.#append(row);
    this.#changed();
  }

  /** Replaces the whole content, as after a reload or when a recorded run is scrubbed. */
  replace(rows: readonly MetricsRow[]): void {
    this.#start = 0;
    this.#count = 0;
    this.#latest = null;
    for (const row of rows) this.#append(row);
    this.#changed();
  }

  clear(): void {
    this.replace([]);
  }

  /** Finite values of one metric, oldest first. */
  curve(name: string): Curve {
    const column = this.#columns.get(name);
    const x: number[] = [];
    const y: number[] = [];
    if (!column) return { x, y };
    for (let i = 0; i < this.#count; i++) {
      const at = (this.#start + i) % this.capacity;
      if (Number.isNaN(column[at])) continue;
      x.push(this.#iterations[at]);
      y.push(column[at]);
    }
    return { x, y };
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #append(row: MetricsRow): void {
    while (this.#count > 0) {
      const last = (this.#start + this.#count - 1) % this.capacity;
      if (this.#iterations[last] < row.iteration) break;
      this.#count--;
    }
    if (this.#count === this.capacity) {
      this.#start = (this.#start + 1) % this.capacity;
      this.#count--;
    }
    const at = (this.#start + this.#count) % this.capacity;
    this.#iterations[at] = row.iteration;
    for (const column of this.#columns.values()) column[at] = NaN;
    for (const [name, value] of Object.entries(row.values)) this.#column(name)[at] = value;
    this.#count++;
    this.#latest = row;
  }

  #column(name: string): Float64Array {
    let column = this.#columns.get(name);
    if (!column) this.#columns.set(name, (column = new Float64Array(this.capacity).fill(NaN)));
    return column;
  }

  #changed(): void {
    this.#version++;
    for (const listener of this.#listeners) listener();
  }
}
