/**
 * A model as it was loaded, which several others start from or stand on. Its matrices may be stored in half
 * precision; arithmetic is f32 either way. Knows no training.
 */
import { toFloat16Bytes } from '../files/safetensors/dtype.ts';
import { CheckpointError } from '../files/errors.ts';
import type { Gpu } from '../gpu/device.ts';
import { elementBytes, elementCount, type Tensor } from '../gpu/tensor.ts';
import type { ModelConfig } from './config.ts';
import { familyOf } from './family.ts';
import { ParameterLayout } from './layout.ts';
import { Parameters } from './parameters.ts';
import { fromHalves, readInPieces } from './readBack.ts';
import type { Weights } from './weights.ts';

export type WeightStorage = 'f32' | 'f16';

export interface BaseWeights extends Weights {
  /**
   * Writes the numbers of a parameter from number `start` on.
   * @throws RangeError when they do not fit; CheckpointError when one is too large for the storage
   */
  write(name: string, start: number, values: Float32Array): void;
  /** `values` of a parameter as they read after a write. */
  stored(name: string, values: Float32Array): Float32Array;
  /** Reads one parameter back, all of it or from number `begin` up to `end`: for exports, never in a step. */
  readTensor(name: string, begin?: number, end?: number): Promise<Float32Array>;
  /** Reads every parameter back: for small models. */
  read(): Promise<Map<string, Float32Array>>;
  /** Overwrites what `target` has of the same names. */
  copyTo(target: Parameters): void | Promise<void>;
}

/** Memory for a model's weights, zero until they are written. */
export function createBase(gpu: Gpu, config: ModelConfig, storage: WeightStorage): BaseWeights {
  const layout = new ParameterLayout(config);
  return storage === 'f16' ? new HalfWeights(gpu, layout, 'base') : new Parameters(gpu, layout, 'base');
}

/** Matrices as f16, each in a buffer of its own; norms, biases and learned positions as f32. */
export class HalfWeights implements BaseWeights {
  /** By the offset in the layout of the parameters that are read as one. */
  readonly #tensors: ReadonlyMap<number, Tensor>;
  /** Words of which one half is known so far, by tensor and place. */
  readonly #open = new Map<Tensor, Map<number, number>>();

  constructor(
    readonly gpu: Gpu,
    readonly layout: ParameterLayout,
    readonly label: string,
  ) {
    const { positionTable } = familyOf(layout.config);
    this.#tensors = new Map(
      layout.units.map(({ name, shape, offset }) => {
        const type = shape.length > 1 && name !== positionTable ? 'f16' : 'f32';
        const count = elementCount(shape) + SLACK;
        return [offset, gpu.createTensor(`${label}/${name}`, [count], type, { owner: 'weights' })];
      }),
    );
  }

  view(name: string): Tensor {
    const { tensor, first, shape } = this.#place(name);
    const offset = tensor.offset + first * elementBytes(tensor.type);
    return { ...tensor, label: `${this.label}/${name}`, offset, shape };
  }

  adapter(): null {
    return null;
  }

  write(name: string, start: number, values: Float32Array): void {
    const { tensor, first, shape } = this.#place(name);
    if (start + values.length > elementCount(shape)) {
      throw new RangeError(
        `${values.length} numbers from ${start} on do not fit ${name} [${shape.join(', ')}].`,
      );
    }
    if (tensor.type === 'f16') this.#writeHalves(tensor, first + start, toHalves(name, values));
    else this.gpu.writeAt(tensor, first + start, values);
  }

  stored(name: string, values: Float32Array): Float32Array {
    return this.#place(name).tensor.type === 'f16' ? fromHalves(toHalves(name, values)) : values;
  }

  readTensor(name: string, begin = 0, end?: number): Promise<Float32Array> {
    const { tensor, first, shape } = this.#place(name);
    return readInPieces(this.gpu, tensor, first + begin, (end ?? elementCount(shape)) - begin);
  }

  async read(): Promise<Map<string, Float32Array>> {
    const tensors = new Map<string, Float32Array>();
    for (const { name } of this.layout.entries) tensors.set(name, await this.readTensor(name));
    return tensors;
  }

  async copyTo(target: Parameters): Promise<void> {
    for (const { name } of this.layout.entries) target.write(name, 0, await this.readTensor(name));
  }

  /** Frees the memory; nothing may use it then. */
  destroy(): void {
    for (const { buffer } of this.#tensors.values()) buffer.destroy();
  }

  #place(name: string): { tensor: Tensor; first: number; shape: readonly number[] } {
    const { offset, shape } = this.layout.entry(name);
    const unit = this.layout.units.findLast((candidate) => candidate.offset <= offset)!;
    return { tensor: this.#tensors.get(unit.offset)!, first: offset - unit.offset, shape };
  }

  /** Memory is written in words of two halves; of a word at an edge the other half may come later, or be there. */
  #writeHalves(tensor: Tensor, first: number, halves: Uint16Array): void {
    const end = first + halves.length;
    const [head, tail] = [first + (first % 2), end - (end % 2)];
    if (head < tail) this.gpu.writeAt(tensor, head, halves.subarray(head - first, tail - first));
    if (head > first) this.#writeHalf(tensor, first, halves[0]);
    if (end > Math.max(tail, head)) this.#writeHalf(tensor, end - 1, halves[halves.length - 1]);
  }

  #writeHalf(tensor: Tensor, place: number, half: number): void {
    let words = this.#open.get(tensor);
    if (!words) this.#open.set(tensor, (words = new Map()));
    const even = place - (place % 2);
    const known = words.get(even);
    const word = (known ?? 0) | (half << (16 * (place % 2)));
    if (known === undefined) words.set(even, word);
    else words.delete(even);
    this.gpu.writeAt(tensor, even, Uint16Array.of(word, word >>> 16));
  }
}

/** From here on a number is rounded to infinity. */
const HALF_LIMIT = 65_520;

/** Numbers behind the last: where several parameters are read as one, a copy of the last one is rounded up. */
const SLACK = 8;

function toHalves(name: string, values: Float32Array): Uint16Array {
  const tooLarge = values.find((value) => Math.abs(value) >= HALF_LIMIT);
  if (tooLarge !== undefined) {
    throw new CheckpointError({
      kind: 'model',
      happened: `"${name}" holds ${tooLarge}, which half precision (F16) cannot hold.`,
      kept: 'No run was started; rankings and saved runs are as they were.',
      todo: 'Choose F32 for the frozen weights and open the model again.',
    });
  }
  return new Uint16Array(toFloat16Bytes(values).buffer);
}
