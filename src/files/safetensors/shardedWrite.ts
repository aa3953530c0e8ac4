/**
 * Writes a model's tensors as safetensors, over as many files as it takes to keep each below a chosen size, with
 * the index that transformers writes (`save_pretrained`, `max_shard_size`). Files come one by one and in pieces;
 * tensors are asked for piece by piece, so that neither need fit in memory. Knows the format; knows no model and
 * no storage.
 */
import { jsonFile, type OutputFile } from '../bytes/outputFile.ts';
import { METADATA_KEY } from './safetensorsRead.ts';
import { storedBytes, storeFloats, type StoredType } from './storedFloats.ts';

/** Values `begin` up to `end` of a tensor in row-major order. Asked for in order, each once per writing. */
export type ReadElements = (begin: number, end: number) => Float32Array | Promise<Float32Array>;

export interface TensorSource {
  readonly name: string;
  readonly shape: readonly number[];
  /** All values, or a function that supplies them when their turn comes. */
  readonly data: Float32Array | ReadElements;
  /** Overrides the type of the others. */
  readonly type?: StoredType;
}

export interface ShardOptions {
  /** Stored type; F32 when left out. */
  readonly type?: StoredType;
  /** Most bytes of tensors in one file; a single larger tensor has a file of its own. No limit when left out. */
  readonly maxShardBytes?: number;
  /** What the files are called: `model` gives `model.safetensors`, `model-00001-of-00003.safetensors`. */
  readonly stem?: string;
  /** Shards and an index even where one file would do; one file then has no index when left out. */
  readonly indexed?: boolean;
  /** Free-form strings for every header; `{ format: 'pt' }`, which transformers asks for, when left out. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Values asked for at a time: 4 MiB of float32. */
const PIECE = 2 ** 20;

/**
 * The files of `tensors`, in order: one, or shards followed by their index. Shards are filled as transformers
 * fills them: in order, a new one where the next tensor would not fit.
 * @throws RangeError when a name repeats, is empty or not allowed, a shape and its data differ, or the limit is no size.
 *   While a file's chunks are made: RangeError when a provider gives another number of values, CheckpointError when
 *   a finite value does not fit the type.
 */
export function shardedSafetensors(
  tensors: readonly TensorSource[],
  options: ShardOptions = {},
): OutputFile[] {
  const { type = 'F32', maxShardBytes = Infinity, stem = 'model', indexed = false } = options;
  const { metadata = { format: 'pt' } } = options;
  if (!(maxShardBytes > 0)) throw new RangeError(`Shards cannot hold ${maxShardBytes} bytes.`);
  checkTensors(tensors);
  const sized = tensors.map((tensor) => sizedTensor(tensor, type));
  const shards = fillShards(sized, maxShardBytes);
  if (shards.length < 2 && !indexed) return [shardFile(`${stem}.safetensors`, sized, metadata)];

  const total = String(shards.length).padStart(5, '0');
  const names = shards.map((_, i) => `${stem}-${String(i + 1).padStart(5, '0')}-of-${total}.safetensors`);
  // transformers sorts the keys, and so does this, by code point as Python does.
  const places = shards.flatMap((shard, i) => shard.map(({ name }) => [name, names[i]] as const));
  const index = {
    metadata: {
      total_parameters: sized.reduce((sum, { elements }) => sum + elements, 0),
      total_size: sized.reduce((sum, { bytes }) => sum + bytes, 0),
    },
    weight_map: Object.fromEntries(places.toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
  return [
    ...shards.map((shard, i) => shardFile(names[i], shard, metadata)),
    jsonFile(`${stem}.safetensors.index.json`, index),
  ];
}

interface SizedTensor extends Required<TensorSource> {
  readonly elements: number;
  readonly bytes: number;
}

function sizedTensor(tensor: TensorSource, commonType: StoredType): SizedTensor {
  const { name, shape, data, type = commonType } = tensor;
  const elements = shape.reduce((product, extent) => product * extent, 1);
  if (typeof data !== 'function' && data.length !== elements) {
    throw new RangeError(`"${name}" has ${data.length} values for the shape [${shape.join(', ')}].`);
  }
  return { name, shape, data, type, elements, bytes: elements * storedBytes(type) };
}

function checkTensors(tensors: readonly TensorSource[]): void {
  const names = new Set([METADATA_KEY]);
  for (const { name, shape } of tensors) {
    if (name === '') throw new RangeError('A tensor has no name.');
    if (names.has(name)) throw new RangeError(`Tensor name "${name}" is taken.`);
    names.add(name);
    if (!shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0)) {
      throw new RangeError(`"${name}" has the shape [${shape.join(', ')}].`);
    }
  }
}

function fillShards(tensors: readonly SizedTensor[], limit: number): SizedTensor[][] {
  const shards: SizedTensor[][] = [];
  let open: SizedTensor[] = [];
  let used = 0;
  for (const tensor of tensors) {
    if (tensor.bytes > limit) {
      shards.push([tensor]);
      continue;
    }
    if (used + tensor.bytes > limit) {
      shards.push(open);
      open = [];
      used = 0;
    }
    open.push(tensor);
    used += tensor.bytes;
  }
  if (open.length > 0) shards.push(open);
  return shards;
}

function shardFile(
  fileName: string,
  tensors: readonly SizedTensor[],
  metadata: Readonly<Record<string, string>>,
): OutputFile {
  // Wider types first, so that every tensor starts aligned; the order is kept otherwise.
  const ordered = tensors.toSorted((a, b) => storedBytes(b.type) - storedBytes(a.type));
  const header = headerBytes(ordered, metadata);
  return {
    name: fileName,
    size: header.byteLength + ordered.reduce((sum, { bytes }) => sum + bytes, 0),
    async *chunks() {
      yield header.slice();
      for (const tensor of ordered) yield* tensorChunks(tensor);
    },
  };
}

async function* tensorChunks(tensor: SizedTensor): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { name, data, elements, type } = tensor;
  for (let begin = 0; begin < elements; begin += PIECE) {
    const end = Math.min(begin + PIECE, elements);
    const values = typeof data === 'function' ? await data(begin, end) : data.subarray(begin, end);
    if (values.length !== end - begin) {
      throw new RangeError(`"${name}" gave ${values.length} values where ${end - begin} were asked for.`);
    }
    yield storeFloats(name, values, type);
  }
}

/** The header's length and the header, padded by spaces to 8 bytes so that readers can map the tensors. */
function headerBytes(
  tensors: readonly SizedTensor[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  let offset = 0;
  const entries = tensors.map(({ name, shape, type, bytes }) => {
    const begin = offset;
    offset += bytes;
    return [name, { dtype: type, shape, data_offsets: [begin, offset] }] as const;
  });
  // Not an object literal's keys: a tensor may be called "__proto__".
  const header = Object.fromEntries<unknown>([[METADATA_KEY, metadata], ...entries]);
  const json = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(json.byteLength / 8) * 8;
  const bytes = new Uint8Array(8 + length).fill(0x20, 8);
  new DataView(bytes.buffer).setUint32(0, length, true);
  bytes.set(json, 8);
  return bytes;
}
