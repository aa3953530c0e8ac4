/**
 * The weights of a model in several files, with the index that says what is where. Loaded with the first such model. Knows
 * names and shapes; reads no weight.
 */
import { readBytes } from '../bytes/byteSource.ts';
import { unusableModel } from '../errors.ts';
import { INDEX_FILE, ShardCheck, parseWeightIndex, type WeightIndex } from '../safetensors/weightIndex.ts';
import type { SourceOpener } from './modelFiles.ts';
import type { TensorPlaces } from './modelTensors.ts';
import { SINGLE, checkHeader, type WeightFile } from './weightFiles.ts';

/**
 * Reads and checks the headers of all shards; see readWeightHeaders.
 * @throws CheckpointError where index and shards disagree, or one is missing
 */
export async function readShardHeaders(
  open: SourceOpener,
  places: TensorPlaces,
  signal?: AbortSignal,
): Promise<readonly WeightFile[]> {
  const index = await readIndex(open, signal);
  places.checkNames(index.shardOf.keys(), INDEX_FILE);
  const check = new ShardCheck(index);
  const files: WeightFile[] = [];
  for (const shard of index.shards) {
    const source = await open(shard, signal);
    if (!source) throw unusableModel(`The model folder has no ${shard}.`);
    files.push(await checkHeader(source, shard, places, signal, (header) => check.add(shard, header)));
  }
  places.finish(INDEX_FILE);
  return files;
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
