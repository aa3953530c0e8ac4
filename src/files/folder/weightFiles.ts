/**
 * The weights of a model that is too large to hold: every header is checked against config.json and the index
 * first, then the parameters pass by in chunks. Knows names, shapes and files; knows no GPU and no hub.
 */
import { hashedSource, readBytes, unreadable, type ByteSource } from '../bytes/byteSource.ts';
import { shown, unusableModel } from '../errors.ts';
import { bytesPerElement, toFloat32 } from '../safetensors/dtype.ts';
import type { StoredType } from '../safetensors/storedFloats.ts';
import { familyFiles, type ModelConfig } from '../config/modelConfig.ts';
import { TensorPlaces } from './modelTensors.ts';
import type { SafetensorsHeader } from '../safetensors/safetensorsRead.ts';
import { Sha256 } from '../bytes/sha256.ts';
import { readSafetensorsHeader, streamTensors, type StreamOptions } from './streamTensors.ts';
import { INDEX_FILE, ShardCheck, parseWeightIndex, type WeightIndex } from '../safetensors/weightIndex.ts';

/** Opens a file of the model; null when there is none. Called anew for each pass over a file. */
export type SourceOpener = (file: string, signal?: AbortSignal) => Promise<ByteSource | null>;

/** One weights file whose header was checked. */
export interface WeightFile {
  readonly file: string;
  readonly size: number;
  readonly header: SafetensorsHeader;
  /** The engine's name of each tensor that is a parameter, by its name in the file. */
  readonly names: ReadonlyMap<string, string>;
}

/** Part of a parameter. */
export interface WeightChunk {
  /** The engine's name: without the family's prefix. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Index of the first of `values` in the parameter. */
  readonly start: number;
  /** Valid until the next chunk is asked for. */
  readonly values: Float32Array;
}

export interface WeightStreamOptions extends Omit<StreamOptions, 'select'> {
  /** SHA-256 of files by name. Files that have one are read whole and compared. */
  readonly sha256?: ReadonlyMap<string, string>;
}

const SINGLE = 'model.safetensors';

/**
 * Reads and checks the headers of a model's weights: one file where there is one, otherwise the shards of its
 * index. No weight is read, and each file is closed again, because a browser opens few connections to one server.
 * @throws CheckpointError for files that are malformed, disagree with each other, or do not fit `config`.
 */
export async function readWeightHeaders(
  open: SourceOpener,
  config: ModelConfig,
  signal?: AbortSignal,
): Promise<readonly WeightFile[]> {
  const places = new TensorPlaces(config);
  const single = await open(SINGLE, signal);
  if (single) {
    const file = await checkHeader(single, SINGLE, places, signal);
    places.finish(SINGLE);
    return [file];
  }
  const index = await readIndex(open, signal);
  places.checkNames(index.shardOf.keys(), INDEX_FILE);
  const check = new ShardCheck(index);
  const files: WeightFile[] = [];
  for (const shard of index.shards) {
    const source = await open(shard, signal);
    if (!source) throw unusableModel(`The model folder has no ${shard}.`);
    const file = await checkHeader(source, shard, places, signal);
    check.add(shard, file.header);
    files.push(file);
  }
  places.finish(INDEX_FILE);
  return files;
}

/**
 * Hands over every parameter, file after file, chunk by chunk. A language head stored beside the embedding it is
 * tied to is compared with it by hash and not handed over.
 * @throws CheckpointError when a file changed since its header was read, does not have its SHA-256, or holds
 * values that are not finite. What was handed over before must be thrown away then.
 */
export async function* streamWeights(
  open: SourceOpener,
  files: readonly WeightFile[],
  config: ModelConfig,
  options: WeightStreamOptions = {},
): AsyncGenerator<WeightChunk, void, undefined> {
  // Hashing a large embedding takes as long as reading it; where no head is stored there is nothing to compare.
  const stored = files.some(({ names }) => [...names.values()].includes(HEAD));
  const tie = config.tied && stored ? new TieCheck(familyFiles(config).embedding) : null;
  for (const { file, size, header, names } of files) {
    const opened = await open(file, options.signal);
    if (opened?.size !== size) {
      await opened?.close();
      throw unreadable(file, 'it changed since its header was read');
    }
    const sha256 = options.sha256?.get(file);
    const hashed = sha256 === undefined ? null : hashedSource(opened, sha256);
    try {
      const select = (tensor: { readonly name: string }): boolean => names.has(tensor.name);
      for await (const { tensor, start, values } of streamTensors(hashed ?? opened, header, {
        ...options,
        select,
      })) {
        const name = names.get(tensor.name) as string;
        tie?.add(name, values);
        if (tie && name === HEAD) continue;
        yield { name, shape: tensor.shape, start, values };
      }
      await hashed?.verify({ signal: options.signal });
    } finally {
      await opened.close();
    }
  }
  tie?.finish();
}

/**
 * The first numbers of one parameter, without what lies around them.
 * @param name the engine's
 * @throws RangeError where no file has it; CheckpointError when it cannot be read
 */
export async function readStart(
  open: SourceOpener,
  files: readonly WeightFile[],
  name: string,
  most: number,
): Promise<Float32Array> {
  for (const { file, header, names } of files) {
    const entry = [...header.tensors.values()].find((tensor) => names.get(tensor.name) === name);
    if (!entry) continue;
    const source = await open(file);
    if (!source) throw unreadable(file, 'it is no longer there');
    try {
      const { begin, end } = entry;
      const dtype = entry.dtype as StoredType;
      const bytes = await readBytes(source, begin, Math.min(end - begin, most * bytesPerElement(dtype)));
      return toFloat32(bytes, dtype);
    } finally {
      await source.close();
    }
  }
  throw new RangeError(`No file has ${name}.`);
}

async function readIndex(open: SourceOpener, signal?: AbortSignal): Promise<WeightIndex> {
  const source = await open(INDEX_FILE, signal);
  if (!source) throw unusableModel(`The model folder has no ${SINGLE} and no ${INDEX_FILE}.`);
  try {
    return parseWeightIndex(await readBytes(source, 0, source.size, { signal }));
  } finally {
    await source.close();
  }
}

async function checkHeader(
  source: ByteSource,
  file: string,
  places: TensorPlaces,
  signal?: AbortSignal,
): Promise<WeightFile> {
  try {
    const header = await readSafetensorsHeader(source, signal);
    const names = new Map<string, string>();
    for (const entry of header.tensors.values()) {
      const name = places.place(entry, file);
      if (name === null) continue;
      if (!['F32', 'F16', 'BF16'].includes(entry.dtype)) {
        throw unusableModel(
          `${file} stores ${shown(entry.name)} as ${entry.dtype}; F32, F16, BF16 can be read here.`,
        );
      }
      names.set(entry.name, name);
    }
    return { file, size: source.size, header, names };
  } finally {
    await source.close();
  }
}

const HEAD = 'lm_head.weight';

/** Whether a tied head and its embedding are the same numbers, without holding either. */
class TieCheck {
  readonly #hashes: ReadonlyMap<string, Sha256>;

  constructor(private readonly embedding: string) {
    this.#hashes = new Map([embedding, HEAD].map((name) => [name, new Sha256()]));
  }

  add(name: string, { buffer, byteOffset, byteLength }: Float32Array): void {
    this.#hashes.get(name)?.update(new Uint8Array(buffer, byteOffset, byteLength));
  }

  finish(): void {
    const head = this.#hashes.get(HEAD);
    if (head?.length && head.hex() !== this.#hashes.get(this.embedding)?.hex()) {
      throw unusableModel(
        `"${HEAD}" differs from "${this.embedding}", to which config.json ties it (tie_word_embeddings).`,
      );
    }
  }
}
