/**
 * A model's parameters on the GPU: one flat buffer, or a few where that would be larger than a buffer may be, with
 * named views. Also serves for gradients and moments, which share the layout. Knows no forward pass.
 */
import type { Gpu, Owner } from '../gpu/device.ts';
import { readF32, submit, type CopyCommand } from '../gpu/queue.ts';
import { elementCount, type Tensor } from '../gpu/tensor.ts';
import type { ParameterLayout } from './layout.ts';
import { readInPieces } from './readBack.ts';

export class Parameters {
  /** All of it, in the layout's order, one tensor a buffer; padding is and stays zero. */
  readonly parts: readonly Tensor[];
  /** First element of each part. */
  readonly #firsts: readonly number[];

  /** @param owner whose memory it is; see gpu/device.ts */
  constructor(
    readonly gpu: Gpu,
    readonly layout: ParameterLayout,
    readonly label: string,
    owner: Owner = 'weights',
  ) {
    const pieces = layout.pieces(gpu.maxBuffer / 4);
    this.#firsts = pieces.map(({ first }) => first);
    this.parts = pieces.map(({ count }, index) =>
      gpu.createTensor(index === 0 ? label : `${label}/${index}`, [count], 'f32', { owner }),
    );
  }

  /**
   * All of it as one tensor, [layout.count].
   * @throws RangeError when it is in several buffers.
   */
  get flat(): Tensor {
    if (this.parts.length > 1) {
      throw new RangeError(
        `${this.label} is ${this.layout.count * 4} bytes, more than this GPU's largest buffer. Choose a smaller model.`,
      );
    }
    return this.parts[0];
  }

  /** The named parameter as a view of its part. */
  view(name: string): Tensor {
    const { part, first, shape } = this.#place(name);
    return { ...part, label: `${this.label}/${name}`, offset: first * 4, shape };
  }

  /** The named parameter, where the layout has it. */
  find(name: string): Tensor | undefined {
    return this.layout.has(name) ? this.view(name) : undefined;
  }

  /** All of it is trained. */
  get parameters(): Parameters {
    return this;
  }

  /** Nothing is added to what is trained itself. */
  adapter(): null {
    return null;
  }

  /**
   * Writes the numbers of a parameter from number `start` on.
   * @throws RangeError when they do not fit
   */
  write(name: string, start: number, values: Float32Array): void {
    const view = this.view(name);
    if (start + values.length > elementCount(view.shape)) {
      throw new RangeError(
        `${values.length} numbers from ${start} on do not fit ${name} [${view.shape.join(', ')}].`,
      );
    }
    this.gpu.writeAt(view, start, values);
  }

  /** `values` of a parameter as they read after a write: f32 keeps them. */
  stored(_name: string, values: Float32Array): Float32Array {
    return values;
  }

  /** Reads one parameter back, all of it or from number `begin` up to `end`: for exports, never in a step. */
  readTensor(name: string, begin = 0, end?: number): Promise<Float32Array> {
    const { part, first, shape } = this.#place(name);
    return readInPieces(this.gpu, part, first + begin, (end ?? elementCount(shape)) - begin);
  }

  /** Overwrites what `target` has of the same names. */
  copyTo(target: Parameters): void {
    target.copyFrom(this);
  }

  /**
   * Loads tensors by name. Heads missing from `tensors` keep their zeros; every other parameter must be
   * there with its exact element count.
   */
  load(tensors: ReadonlyMap<string, Float32Array>): void {
    for (const entry of this.layout.entries) {
      const data = tensors.get(entry.name);
      if (!data) {
        if (/^(value|score)\./.test(entry.name)) continue;
        throw new RangeError(`The model has no tensor ${entry.name}.`);
      }
      if (data.length !== elementCount(entry.shape)) {
        throw new RangeError(
          `Tensor ${entry.name} has ${data.length} elements, expected [${entry.shape.join(', ')}].`,
        );
      }
      this.gpu.write(this.view(entry.name), data);
    }
  }

  /** Reads every parameter back under its name: for checkpoints and exports, never in a step. */
  async read(): Promise<Map<string, Float32Array>> {
    const parts: Float32Array[] = [];
    for (const part of this.parts) parts.push(await readF32(this.gpu, part));
    return new Map(
      this.layout.entries.map(({ name, shape, offset }) => {
        const part = this.#firsts.findLastIndex((first) => first <= offset);
        const begin = offset - this.#firsts[part];
        return [name, parts[part].slice(begin, begin + elementCount(shape))];
      }),
    );
  }

  /** Sets everything to zero. */
  clear(): void {
    const { device } = this.gpu;
    const encoder = device.createCommandEncoder({ label: `${this.label}/clear` });
    for (const { buffer } of this.parts) encoder.clearBuffer(buffer);
    device.queue.submit([encoder.finish()]);
  }

  /**
   * Copies another model's parameters of the same names (its trunk, say): one copy a buffer, since layouts agree up
   * to the end of the shorter one by construction: heads come last.
   */
  copyFrom(other: Parameters): void {
    submit(this.gpu, [], this.copiesFrom(other));
  }

  /** What copyFrom does, to be submitted with other work. */
  copiesFrom(other: Parameters): CopyCommand[] {
    const shared = Math.min(
      this.layout.count,
      other.layout.count,
      trunkCount(this.layout),
      trunkCount(other.layout),
    );
    const same =
      this.layout.count === other.layout.count && this.layout.heads.join() === other.layout.heads.join();
    const count = same ? this.layout.count : shared;
    return this.parts.flatMap((to, index) => {
      const rest = count - this.#firsts[index];
      if (rest <= 0) return [];
      const from = other.parts[index];
      return [{ from: { ...from, shape: [Math.min(to.shape[0], from.shape[0], rest)] }, to }];
    });
  }

  /** The part that a parameter lies in, and its first element there. */
  #place(name: string): { part: Tensor; first: number; shape: readonly number[] } {
    const { offset, shape } = this.layout.entry(name);
    const index = this.#firsts.findLastIndex((first) => first <= offset);
    return { part: this.parts[index], first: offset - this.#firsts[index], shape };
  }
}

/** Elements before the first head. */
function trunkCount(layout: ParameterLayout): number {
  const head = layout.entries.find(({ name }) => /^(value|score)\./.test(name));
  return head ? head.offset : layout.count;
}
