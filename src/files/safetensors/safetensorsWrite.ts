/**
 * Writes safetensors that the reference reader accepts. Knows the format; knows no model and no storage.
 */
import { bytesPerElement } from './dtype.ts';
import { METADATA_KEY } from './safetensorsRead.ts';
import { storeFloats } from './storedFloats.ts';

export interface TensorToWrite {
  readonly name: string;
  readonly shape: readonly number[];
  /** Row-major, as many values as the shape has elements. */
  readonly data: Float32Array;
}

export interface WriteOptions {
  /** Stored type; F16 rounds to nearest even and refuses values beyond its range. F32 when left out. */
  readonly dtype?: 'F32' | 'F16';
  /** Free-form strings for the header, such as `{ format: 'pt' }`. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * One safetensors file with `tensors` in the given order.
 * @throws RangeError when a name repeats or a shape and its data differ: a mistake of the caller.
 * @throws CheckpointError when a finite value does not fit in F16.
 */
export function writeSafetensors(tensors: readonly TensorToWrite[], options: WriteOptions = {}): Uint8Array {
  const dtype = options.dtype ?? 'F32';
  const header: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  if (options.metadata) header[METADATA_KEY] = options.metadata;
  let offset = 0;
  for (const { name, shape, data } of tensors) {
    if (name in header || name === METADATA_KEY) throw new RangeError(`Tensor name "${name}" is taken.`);
    if (shape.reduce((product, extent) => product * extent, 1) !== data.length) {
      throw new RangeError(`"${name}" has ${data.length} values for the shape [${shape.join(', ')}].`);
    }
    const end = offset + data.length * bytesPerElement(dtype);
    header[name] = { dtype, shape, data_offsets: [offset, end] };
    offset = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  // Spaces after the JSON align the data to 8 bytes, so that readers can map it without copying.
  const headerLength = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(8 + headerLength + offset);
  new DataView(file.buffer).setUint32(0, headerLength, true);
  file.fill(0x20, 8, 8 + headerLength);
  file.set(json, 8);
  let position = 8 + headerLength;
  for (const { name, data } of tensors) {
    const bytes =
      dtype === 'F16'
        ? storeFloats(name, data, dtype)
        : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    file.set(bytes, position);
    position += bytes.length;
  }
  return file;
}
