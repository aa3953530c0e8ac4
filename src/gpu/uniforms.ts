/**
 * Small uniform buffers: scalars that change from step to step (learning rate, seed, clip range), and sizes that change from
 * batch to batch (rows, sequences). Sizes of a model never go here: they are `override` constants. Knows no kernel.
 */
import { EXCHANGE, type Gpu } from './device.ts';

export type ScalarType = 'f32' | 'u32';

/**
 * A uniform struct of 4-byte scalars in declaration order. The WGSL side declares the same struct:
 * `struct Step { lr: f32, seed: u32 }` for `new UniformBlock(gpu, 'step', { lr: 'f32', seed: 'u32' })`.
 */
export class UniformBlock<Fields extends Record<string, ScalarType> = Record<string, ScalarType>> {
  readonly buffer: GPUBuffer;
  readonly size: number;
  readonly #names: readonly string[];
  readonly #bytes: ArrayBuffer;

  constructor(
    private readonly gpu: Gpu,
    readonly label: string,
    private readonly fields: Fields,
  ) {
    this.#names = Object.keys(fields);
    this.size = Math.max(1, Math.ceil((this.#names.length * 4) / 16)) * 16;
    this.#bytes = new ArrayBuffer(this.size);
    this.buffer = gpu.createBuffer({
      label,
      size: this.size,
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
      owner: EXCHANGE,
    });
  }

  /**
   * Writes the given fields, keeps the others. Takes effect for every later submit:
   * one block must not be set twice before the submit that reads the first values.
   */
  set(values: Partial<Record<keyof Fields & string, number>>): void {
    const view = new DataView(this.#bytes);
    for (const [name, value] of Object.entries(values)) {
      const index = this.#names.indexOf(name);
      if (index < 0) throw new RangeError(`Uniform block ${this.label} has no field ${name}.`);
      if (this.fields[name] === 'f32') view.setFloat32(index * 4, value as number, true);
      else view.setUint32(index * 4, value as number, true);
    }
    this.gpu.device.queue.writeBuffer(this.buffer, 0, this.#bytes);
  }
}

const fixed = new WeakMap<Gpu, Map<string, UniformBlock<never>>>();

/** A block whose values never change: equal ones are one, kept as long as the device. */
export function fixedBlock<Fields extends Record<string, ScalarType>>(
  gpu: Gpu,
  label: string,
  fields: Fields,
  values: Readonly<Record<keyof Fields & string, number>>,
): UniformBlock<Fields> {
  let blocks = fixed.get(gpu);
  if (!blocks) fixed.set(gpu, (blocks = new Map()));
  const key = `${label}/${JSON.stringify(values)}`;
  let block = blocks.get(key) as UniformBlock<Fields> | undefined;
  if (!block) {
    block = new UniformBlock(gpu, label, fields);
    block.set(values);
    blocks.set(key, block as UniformBlock<never>);
  }
  return block;
}

/**
 * Sizes that another batch has others of, each a u32, in the order of the kernel's `struct Sizes`. As `override` constants
 * every number of rows would be a pipeline of its own, and compiling one takes longer than a step that runs it.
 */
export function sizesBlock(gpu: Gpu, sizes: Readonly<Record<string, number>>): UniformBlock {
  const fields = Object.fromEntries(Object.keys(sizes).map((name) => [name, 'u32' as const]));
  return fixedBlock(gpu, 'sizes', fields, sizes);
}
