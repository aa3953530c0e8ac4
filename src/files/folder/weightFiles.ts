/**
 * The weights of a model that is too large to hold: every header is checked against config.json and the index
 * first, then the parameters pass by in chunks. Knows names, shapes and files; knows no GPU and no hub.
 */
import { unreadable, type ByteSource } from '../bytes/byteSource.ts';
import { shown, unusableModel } from '../errors.ts';
import { familyFiles, type ModelConfig } from '../config/modelConfig.ts';
import type { SourceOpener } from './modelFiles.ts';
import { TensorPlaces } from './modelTensors.ts';
import type { SafetensorsHeader } from '../safetensors/safetensorsRead.ts';
import { readSafetensorsHeader, streamTensors, type StreamOptions } from './streamTensors.ts';

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

/** Name of the weights where they are one file. */
export const SINGLE = 'model.safetensors';
/** The engine's name of the language head. */
export const HEAD = 'lm_head.weight';

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
  // Most models lie in one file, and those that come with the page do.
  const { readShardHeaders } = await import('./shardFiles.ts');
  return readShardHeaders(open, places, signal);
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
  const tied = config.tied && stored ? await import('./tiedHead.ts') : null;
  const tie = tied && new tied.TieCheck(familyFiles(config).embedding);
  const hashing = options.sha256?.size ? await import('../bytes/hashedSource.ts') : null;
  for (const { file, size, header, names } of files) {
    const opened = await open(file, options.signal);
    if (opened?.size !== size) {
      await opened?.close();
      throw unreadable(file, 'it changed since its header was read');
    }
    const sha256 = options.sha256?.get(file);
    const hashed = sha256 === undefined ? null : hashing!.hashedSource(opened, sha256);
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
 * Reads the header of one weights file, and closes it.
 * @param places told of every tensor in it.
 * @param look sees it before they do.
 */
export async function checkHeader(
  source: ByteSource,
  file: string,
  places: TensorPlaces,
  signal?: AbortSignal,
  look?: (header: SafetensorsHeader) => void,
): Promise<WeightFile> {
  try {
    const header = await readSafetensorsHeader(source, signal);
    look?.(header);
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
