/**
 * A model's parameters on the GPU: one flat buffer with named views. Also serves for gradients and
 * moments, which share the layout. Knows no forward pass.
 */
import type { Gpu } from '../gpu/device.ts';
import { readF32, submit } from '../gpu/queue.ts';
import { elementCount, type Tensor } from '../gpu/tensor.ts';
import type { ParameterLayout } from './layout.ts';

export class Parameters {
  /** All of it, [layout.count]; padding is and stays zero. */
  readonly flat: Tensor;

  constructor(
    readonly gpu: Gpu,
    readonly layout: ParameterLayout,
    readonly label: string,
  ) {
    this.flat = gpu.createTensor(label, [layout.count]);
  }

  /** The named parameter as a view of the flat buffer. */
  view(name: string): Tensor {
    const entry = this.layout.entry(name);
    return {
      label: `${this.label}/${name}`,
      buffer: this.flat.buffer,
      offset: entry.offset * 4,
      shape: entry.shape,
      type: 'f32',
    };
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
    const flat = await readF32(this.gpu, this.flat);
    return new Map(
      this.layout.entries.map(({ name, shape, offset }) => [
        name,
        flat.slice(offset, offset + elementCount(shape)),
      ]),
    );
  }

  /**
   * Copies another model's parameters of the same names (its trunk, say): one buffer copy when the layouts
   * agree up to the end of the shorter one, which they do by construction since heads come last.
   */
  copyFrom(other: Parameters): void {
    const from = other.flat;
    const shared = Math.min(
      this.layout.count,
      other.layout.count,
      trunkCount(this.layout),
      trunkCount(other.layout),
    );
    const same =
      this.layout.count === other.layout.count && this.layout.heads.join() === other.layout.heads.join();
    const count = same ? this.layout.count : shared;
    submit(this.gpu, [], [{ from: { ...from, shape: [count] }, to: this.flat }]);
  }
}

/** Elements before the first head. */
function trunkCount(layout: ParameterLayout): number {
  const head = layout.entries.find(({ name }) => /^(value|score)\./.test(name));
  return head ? head.offset : layout.count;
}
