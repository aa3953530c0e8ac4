/** Whether a model's weights have all come, in whatever pieces. Knows a layout; knows no GPU and no file. */
import { elementCount } from '../gpu/tensor.ts';
import type { ParameterLayout } from './layout.ts';

/** Sees to it that every parameter was loaded whole. */
export class LoadCheck {
  /** Numbers that have not come yet. */
  readonly #missing: Map<string, number>;

  constructor(layout: Pick<ParameterLayout, 'entries'>) {
    this.#missing = new Map(layout.entries.map(({ name, shape }) => [name, elementCount(shape)]));
  }

  count(name: string, start: number, length: number): void {
    const missing = this.#missing.get(name);
    if (missing === undefined) throw new RangeError(`This model has no parameter ${name}.`);
    if (length > missing) {
      throw new RangeError(`Tensor ${name} has ${start + length} elements, more than the model's.`);
    }
    this.#missing.set(name, missing - length);
  }

  finish(): void {
    for (const [name, missing] of this.#missing) {
      if (missing > 0) throw new RangeError(`The model has no tensor ${name}, or only part of it.`);
    }
  }
}
