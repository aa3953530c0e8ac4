/**
 * Reads the tensors of a safetensors file in chunks through one buffer, so that a model of gigabytes passes
 * through a fixed amount of memory. Knows the format; knows no model, no GPU and not where the file lies.
 */
import { readBytes, type ByteSource } from '../bytes/byteSource.ts';
import { bytesPerElement, toFloat32 } from '../safetensors/dtype.ts';
import { shown, unusableModel } from '../errors.ts';
import { checkFinite } from './modelTensors.ts';
import { POINTER_BYTES } from '../bytes/gitLfs.ts';
import {
  MAX_HEADER_BYTES,
  parseSafetensorsHeader,
  type SafetensorsHeader,
  type TensorEntry,
} from '../safetensors/safetensorsRead.ts';

export interface StreamProgress {
  readonly file: string;
  /** Bytes received, of `total`. */
  readonly done: number;
  readonly total: number;
  /** Since the first byte of this stream. */
  readonly bytesPerSecond: number;
}

export interface StreamOptions {
  /** Most bytes held at once: a piece of the file and its values in float32 together. 8 MiB when left out. */
  readonly chunkBytes?: number;
  /** Which tensors to read; all when left out. Others are stepped over, whatever their type. */
  readonly select?: (tensor: TensorEntry) => boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: StreamProgress) => void;
}

/** Part of a tensor. A tensor without elements comes as one chunk without values. */
export interface TensorChunk {
  readonly tensor: TensorEntry;
  /** Index of the first of `values` in the tensor. */
  readonly start: number;
  /** Valid until the next chunk is asked for: the buffer is used again. */
  readonly values: Float32Array;
}

/**
 * Reads the header alone. Its claimed length is checked against the file before it is allocated.
 * @throws CheckpointError for anything but a well-formed header.
 */
export async function readSafetensorsHeader(
  source: ByteSource,
  signal?: AbortSignal,
): Promise<SafetensorsHeader> {
  const start = await readBytes(source, 0, Math.min(8, source.size), { signal });
  if (start.byteLength < 8) return parseSafetensorsHeader(start, source.size, source.name);
  const view = new DataView(start.buffer);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  // A length that lies is left to the parser, which says what is wrong with it.
  const honest = length <= MAX_HEADER_BYTES && 8 + length <= source.size;
  if (!honest) {
    const more = await readBytes(source, 0, Math.min(POINTER_BYTES, source.size), { signal });
    return parseSafetensorsHeader(more, source.size, source.name);
  }
  const bytes = new Uint8Array(8 + length);
  bytes.set(start);
  // From where the first read ended: a source over HTTP reads on in the same answer.
  await source.readInto(8, bytes.subarray(8), { signal });
  return parseSafetensorsHeader(bytes, source.size, source.name);
}

/**
 * Hands over every selected tensor in float32 (from F32, F16 or BF16), in the order of the file, chunk by chunk.
 * Nothing is read ahead: the next bytes are asked for when the next chunk is.
 * @throws CheckpointError for a tensor of another type (before anything is read), a value that is not finite,
 * or a source that fails; the signal's reason when aborted.
 */
export async function* streamTensors(
  source: ByteSource,
  header: SafetensorsHeader,
  options: StreamOptions = {},
): AsyncGenerator<TensorChunk, void, undefined> {
  const { chunkBytes = 8 << 20, select = () => true, signal, onProgress } = options;
  if (!(chunkBytes >= 64)) throw new RangeError(`Chunks of ${chunkBytes} bytes are too small.`);
  const tensors = [...header.tensors.values()].filter(select).sort((a, b) => a.begin - b.begin);
  for (const { name, dtype } of tensors) {
    if (!isFloat(dtype)) {
      throw unusableModel(
        `${source.name} stores ${shown(name)} as ${dtype}; F32, F16, BF16 can be read here.`,
      );
    }
  }
  const total = tensors.reduce((sum, { begin, end }) => sum + end - begin, 0);
  const plans = tensors.map((tensor) => planOf(tensor, chunkBytes));
  const raw = new Uint8Array(Math.max(0, ...plans.map(({ most, width }) => most * width)));
  const halves = plans.filter(({ dtype }) => dtype !== 'F32');
  const room = new Float32Array(Math.max(0, ...halves.map(({ most }) => most)));
  const started = performance.now();
  let done = 0;
  const onBytes = (count: number): void => {
    done += count;
    const seconds = Math.max(1e-3, (performance.now() - started) / 1_000);
    onProgress?.({ file: source.name, done, total, bytesPerSecond: done / seconds });
  };
  for (const { tensor, dtype, width, count, most } of plans) {
    for (let start = 0; start === 0 || start < count; start += most || 1) {
      const piece = raw.subarray(0, width * Math.min(most, count - start));
      await source.readInto(tensor.begin + width * start, piece, { signal, onBytes });
      const values = toFloat32(piece, dtype, room);
      checkFinite(tensor.name, values, start);
      yield { tensor, start, values };
    }
  }
}

interface Plan {
  readonly tensor: TensorEntry;
  readonly dtype: 'F32' | 'F16' | 'BF16';
  /** Bytes per element in the file, elements in the tensor, and elements of a full chunk. */
  readonly width: number;
  readonly count: number;
  readonly most: number;
}

function planOf(tensor: TensorEntry, chunkBytes: number): Plan {
  const dtype = tensor.dtype as Plan['dtype'];
  const width = bytesPerElement(dtype);
  const count = (tensor.end - tensor.begin) / width;
  // F32 is used in place; half precision needs room for its float32 copy beside it.
  const held = dtype === 'F32' ? width : width + 4;
  return { tensor, dtype, width, count, most: Math.min(count, Math.floor(chunkBytes / held)) };
}

function isFloat(dtype: string): boolean {
  return dtype === 'F32' || dtype === 'F16' || dtype === 'BF16';
}
