/**
 * The files of one checkpoint on their way into storage: shards, their index and the state, each read back and
 * compared. Knows no manifest and no other checkpoint.
 */
import { firstNonFinite } from '../safetensors/dtype.ts';
import { CheckpointError } from '../errors.ts';
import { STATE_ENDING, type ManifestFile } from './manifest.ts';
import { textFile, type OutputFile } from '../bytes/outputFile.ts';
import { hashPieces, inPieces, PieceHash } from '../safetensors/pieces.ts';
import { shardedSafetensors, type TensorSource } from '../safetensors/shardedWrite.ts';
import type { CheckpointStorage } from '../bytes/storage.ts';

/** Most bytes of one shard where nothing else was asked for. */
const DEFAULT_SHARD_BYTES = 256 * 2 ** 20;

export interface CheckpointContent {
  readonly iteration: number;
  /** Everything that is not a tensor; must survive JSON. */
  readonly state: object;
  /** Named tensors: parameters, moments. */
  readonly tensors: readonly TensorSource[];
  /** Most bytes of tensors in one file; a single larger tensor has a file of its own. 256 MiB when left out. */
  readonly shardBytes?: number;
}

/**
 * Writes a checkpoint to files whose names begin with `stem`.
 * @throws CheckpointError of kind `format` for a value that is not finite; what the storage or a tensor's source
 * fails with. Files written so far stay.
 */
export async function writeCheckpoint(
  storage: CheckpointStorage,
  stem: string,
  { state, tensors, shardBytes: maxShardBytes = DEFAULT_SHARD_BYTES }: CheckpointContent,
): Promise<ManifestFile[]> {
  const shards = shardedSafetensors(tensors.map(finite), { stem, maxShardBytes, indexed: true });
  const files: ManifestFile[] = [];
  for (const file of [...shards, textFile(stem + STATE_ENDING, JSON.stringify(state))]) {
    files.push(await writeFile(storage, file));
  }
  for (const file of files) await verify(storage, file);
  return files;
}

async function writeFile(
  storage: CheckpointStorage,
  { name, size, chunks }: OutputFile,
): Promise<ManifestFile> {
  const hash = new PieceHash();
  const hashed = async function* () {
    for await (const piece of inPieces(chunks())) {
      await hash.add(piece);
      yield piece;
    }
  };
  await storage.create(name, hashed());
  return { name, bytes: size, hash: await hash.hex() };
}

async function verify(storage: CheckpointStorage, { name, bytes, hash }: ManifestFile): Promise<void> {
  const source = await storage.open(name);
  try {
    if (source?.size === bytes && (await hashPieces(source)) === hash) return;
    throw new Error('a file did not read back as it was written');
  } finally {
    await source?.close();
  }
}

function finite(tensor: TensorSource): TensorSource {
  const { name, data } = tensor;
  return {
    ...tensor,
    async data(begin, end) {
      const values = typeof data === 'function' ? await data(begin, end) : data.subarray(begin, end);
      const at = firstNonFinite(values);
      if (at < 0) return values;
      throw new CheckpointError({
        kind: 'format',
        happened: `"${name}" holds ${values[at]} at element ${begin + at}, so it was not saved.`,
        kept: 'The last good checkpoint is kept.',
        todo: 'Go back to that checkpoint or reset the run, and lower the learning rate.',
      });
    },
  };
}
