/**
 * Parameters out of the GPU and into it, piece by piece, whichever buffers they lie in: for checkpoints and
 * exports, where all of them would not fit in memory. Knows no file and no storage.
 */
import type { ReadElements, TensorSource } from '../files/safetensors/shardedWrite.ts';
import { run } from '../gpu/queue.ts';
import type { Tensor } from '../gpu/tensor.ts';
import type { Parameters } from './parameters.ts';

/** Elements read back at a time: small parameters that lie together come in one go. */
const WINDOW = 2 ** 20;

/**
 * The parameters under their names, in the layout's order, read when asked for. One window of 4 MiB is held for all
 * of them, so read them in order.
 * @param prefix goes before each name
 */
export function parameterSources(
  parameters: Parameters,
  prefix = '',
): (TensorSource & { readonly data: ReadElements })[] {
  const read = windowReader(parameters);
  return parameters.layout.entries.map(({ name, shape }) => ({
    name: prefix + name,
    shape,
    data: (begin, end) => read(parameters.view(name), begin, end),
  }));
}

/** Overwrites elements of a parameter from `start` on, before any later submit. */
export function writeElements(
  parameters: Parameters,
  name: string,
  start: number,
  values: Float32Array,
): void {
  const view = parameters.view(name);
  parameters.gpu.write({ ...view, offset: view.offset + start * 4, shape: [values.length] }, values);
}

/** The same for the memory as one row of numbers, padding included, which may lie in several buffers. */
export function writeFlat({ gpu, parts }: Parameters, start: number, values: Float32Array): void {
  let first = 0;
  for (const part of parts) {
    const [count] = part.shape;
    const begin = Math.max(start, first);
    const end = Math.min(start + values.length, first + count);
    if (begin < end) {
      const piece = { ...part, offset: part.offset + (begin - first) * 4, shape: [end - begin] };
      gpu.write(piece, values.subarray(begin - start, end - start));
    }
    first += count;
  }
}

function windowReader({ gpu, parts }: Parameters) {
  let buffer: GPUBuffer | null = null;
  let first = 0;
  let window = new Float32Array(0);
  /** The window from element `at` of `of` on. */
  const move = async (of: Tensor, at: number): Promise<void> => {
    const part = parts.find((one) => one.buffer === of.buffer)!;
    // Copies begin at whole vec4s: a tensor is padded to them, and so is the end of a part.
    const begin = Math.floor(at / 4) * 4;
    const count = Math.min(WINDOW, part.shape[0] - begin);
    const piece = { ...part, offset: part.offset + begin * 4, shape: [count] };
    [window] = (await run(gpu, [], [piece])) as [Float32Array<ArrayBuffer>];
    [buffer, first] = [of.buffer, begin];
  };
  return async (of: Tensor, begin: number, end: number): Promise<Float32Array> => {
    const values = new Float32Array(end - begin);
    const from = of.offset / 4 + begin;
    for (let done = 0; done < values.length;) {
      const at = from + done;
      if (buffer !== of.buffer || at < first || at >= first + window.length) await move(of, at);
      const found = window.subarray(at - first, at - first + values.length - done);
      values.set(found, done);
      done += found.length;
    }
    return values;
  };
}
